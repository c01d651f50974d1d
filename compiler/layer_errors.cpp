#include <algorithm>
#include <cmath>

#include "compiler/in_parallel.hpp"
#include "compiler/label_output.hpp"
#include "compiler/measure.hpp"
#include "compiler/plan_values.hpp"
#include "plan/input_encoding.hpp"

namespace medisc {
namespace {

constexpr double kLeastDb = -99;
constexpr double kMostDb = 199;

double decibels(double signal, double error) {
  if (error <= 0) return kMostDb;
  if (signal <= 0) return kLeastDb;
  return std::clamp(10 * std::log10(signal / error), kLeastDb, kMostDb);
}

/// Squares over all records, tensor by tensor.
class LayerErrors {
 public:
  /// Of some records, a layer an entry, and a cap.
  struct Sums {
    std::vector<double> signal;
    std::vector<double> error;
    std::vector<double> reached;
    std::vector<double> elements;
  };

  LayerErrors(const Network& planned, const CompiledModel& model)
      : planned_(planned),
        plan_(model.plan),
        values_(model.plan, model.weights),
        caps_(model.caps),
        sums_(none()) {}

  Sums of(std::span<const double> record, std::span<const std::int64_t> encoded) const {
    Sums sums = none();
    auto integers = values_.tensors(encoded);
    const std::size_t last = planned_.layers.size();
    integers[last].back() += std::ldexp(raised_by(plan_), plan_.steps[last - 1].scale);
    visit_tensors(planned_, record, [&](std::size_t tensor, const std::vector<double>& exact) {
      if (tensor > 0) add_layer(tensor - 1, exact, integers[tensor], sums);
      integers[tensor] = {};
    });
    return sums;
  }

  /// Of a record that was refused: none.
  void add(const Sums& own) {
    const auto add_all = [](std::vector<double>& to, const std::vector<double>& from) {
      for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
    };
    add_all(sums_.signal, own.signal);
    add_all(sums_.error, own.error);
    add_all(sums_.reached, own.reached);
    add_all(sums_.elements, own.elements);
  }

  /// `noise`: by tensor, of measure_noise.
  void write(const std::vector<double>& noise, Fidelity& fidelity) const {
    fidelity.encoding = noise[0];
    for (std::size_t i = 0; i < planned_.layers.size(); ++i) {
      fidelity.layers.push_back(
          {planned_.layers[i].name, decibels(sums_.signal[i], sums_.error[i]), noise[i + 1]});
    }
    for (std::size_t cap = 0; cap < caps_.size(); ++cap) {
      fidelity.saturations.push_back(
          {caps_[cap].layer, sums_.reached[cap] / std::max(sums_.elements[cap], 1.0)});
    }
  }

 private:
  void add_layer(std::size_t i, const std::vector<double>& exact,
                 const std::vector<double>& integers, Sums& sums) const {
    const double unit = std::ldexp(1.0, -plan_.steps[i].scale);
    for (std::size_t k = 0; k < exact.size(); ++k) {
      const double off = integers[k] * unit - exact[k];
      sums.signal[i] += exact[k] * exact[k];
      sums.error[i] += off * off;
    }
    for (std::size_t cap = 0; cap < caps_.size(); ++cap) {
      if (caps_[cap].layer != planned_.layers[i].name) continue;
      for (const double value : exact) {
        if (std::abs(value) >= caps_[cap].cap) ++sums.reached[cap];
        ++sums.elements[cap];
      }
    }
  }

  Sums none() const {
    const std::vector<double> layers(planned_.layers.size(), 0.0);
    const std::vector<double> caps(caps_.size(), 0.0);
    return {layers, layers, caps, caps};
  }

  const Network& planned_;
  const Plan& plan_;
  PlanValues values_;
  const std::vector<Cap>& caps_;
  Sums sums_;
};

/// Records that the errors of all layers are looked at on, and products that may take.
constexpr std::size_t kLayerRecords = 16;
constexpr double kLayerProducts = 6e9;

}  // namespace

Fidelity with_layers(Measured measured, const Network& planned, const CompiledModel& model,
                     const Samples& samples) {
  const std::size_t most = affordable_records(planned, kLayerRecords, kLayerProducts);
  const Samples some = thinned(planned, samples, most);
  InputEncoding plain = model.plan.input;
  plain.centre.clear();
  plain.factor.clear();
  LayerErrors errors(planned, model);
  in_parallel(
      some.size(planned),
      [&](std::size_t i) {
        const auto record =
            std::span(some.records).subspan(i * planned.features, planned.features);
        const auto encoded = encode(plain, record);
        return encoded ? errors.of(record, *encoded) : LayerErrors::Sums{};
      },
      [&](std::size_t, const LayerErrors::Sums& own) { errors.add(own); });
  errors.write(measured.noise, measured.fidelity);
  return std::move(measured.fidelity);
}

}  // namespace medisc
