#include <algorithm>
#include <cmath>

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
  LayerErrors(const Network& planned, const CompiledModel& model)
      : planned_(planned),
        plan_(model.plan),
        values_(model.plan, model.weights),
        signal_(planned.layers.size(), 0.0),
        error_(planned.layers.size(), 0.0),
        reached_(model.caps.size(), 0.0),
        elements_(model.caps.size(), 0.0),
        caps_(model.caps) {}

  void add(std::span<const double> record, std::span<const std::int64_t> encoded) {
    const auto exact = evaluate_tensors(planned_, record);
    auto integers = values_.tensors(encoded);
    const std::size_t last = planned_.layers.size();
    integers[last].back() += std::ldexp(raised_by(plan_), plan_.steps[last - 1].scale);
    for (std::size_t i = 0; i < planned_.layers.size(); ++i) {
      const double unit = std::ldexp(1.0, -plan_.steps[i].scale);
      for (std::size_t k = 0; k < exact[i + 1].size(); ++k) {
        const double off = integers[i + 1][k] * unit - exact[i + 1][k];
        signal_[i] += exact[i + 1][k] * exact[i + 1][k];
        error_[i] += off * off;
      }
      for (std::size_t cap = 0; cap < caps_.size(); ++cap) {
        if (caps_[cap].layer != planned_.layers[i].name) continue;
        for (const double value : exact[i + 1]) {
          if (std::abs(value) >= caps_[cap].cap) ++reached_[cap];
          ++elements_[cap];
        }
      }
    }
  }

  /// `noise`: by tensor, of measure_noise.
  void write(const std::vector<double>& noise, Fidelity& fidelity) const {
    fidelity.encoding = noise[0];
    for (std::size_t i = 0; i < planned_.layers.size(); ++i) {
      fidelity.layers.push_back(
          {planned_.layers[i].name, decibels(signal_[i], error_[i]), noise[i + 1]});
    }
    for (std::size_t cap = 0; cap < caps_.size(); ++cap) {
      fidelity.saturations.push_back(
          {caps_[cap].layer, reached_[cap] / std::max(elements_[cap], 1.0)});
    }
  }

 private:
  const Network& planned_;
  const Plan& plan_;
  PlanValues values_;
  std::vector<double> signal_;
  std::vector<double> error_;
  std::vector<double> reached_;
  std::vector<double> elements_;
  const std::vector<Cap>& caps_;
};

/// Records that the errors of all layers are looked at on.
constexpr std::size_t kLayerRecords = 16;

}  // namespace

Result<Fidelity> measure(const Network& planned, const CompiledModel& model,
                         const Samples& samples, const MeasuredTask& task) {
  auto measured = measure_noise(planned, model, samples, task);
  if (!measured) return tl::unexpected(measured.error());
  const Samples some = thinned(planned, samples, kLayerRecords);
  InputEncoding plain = model.plan.input;
  plain.centre.clear();
  plain.factor.clear();
  LayerErrors errors(planned, model);
  for (std::size_t i = 0; i < some.size(planned); ++i) {
    const auto record = std::span(some.records).subspan(i * planned.features, planned.features);
    const auto encoded = encode(plain, record);
    if (encoded) errors.add(record, *encoded);
  }
  errors.write(measured->noise, measured->fidelity);
  return std::move(measured->fidelity);
}

}  // namespace medisc
