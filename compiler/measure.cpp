#include "compiler/measure.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "compiler/in_parallel.hpp"
#include "compiler/label_output.hpp"
#include "compiler/linear_layers.hpp"
#include "compiler/plan_values.hpp"
#include "compiler/quantise.hpp"
#include "compiler/sample_errors.hpp"
#include "plan/image_size.hpp"
#include "plan/input_encoding.hpp"

namespace medisc {
namespace {

using Tensor = std::vector<double>;

/// Sums over the records, element by element.
struct Moments {
  Tensor sum;
  Tensor squares;
  std::size_t count = 0;

  void add(const Tensor& values, double unit) {
    sum.resize(values.size());
    squares.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double x = values[i] * unit;
      sum[i] += x;
      squares[i] += x * x;
    }
    ++count;
  }

  double power(std::size_t i) const { return squares[i] / static_cast<double>(count); }

  /// The variance over the records, all elements together; the power where there is no variance
  /// to be had.
  double signal() const {
    double variance = 0;
    double whole = 0;
    for (std::size_t i = 0; i < sum.size(); ++i) {
      const double mean = sum[i] / static_cast<double>(count);
      variance += std::max(power(i) - mean * mean, 0.0);
      whole += power(i);
    }
    return count > 1 && variance > 1e-12 * whole ? variance : whole;
  }
};

/// What reads as the network reads it: normalised already.
InputEncoding plain_encoding(const InputEncoding& input) {
  InputEncoding plain = input;
  plain.centre.clear();
  plain.factor.clear();
  return plain;
}

class Measuring {
 public:
  Measuring(const Network& planned, const CompiledModel& model, const Samples& samples)
      : planned_(planned),
        model_(model),
        samples_(samples),
        encoding_(plain_encoding(model.plan.input)),
        values_(model.plan, model.weights),
        moments_(planned.layers.size() + 1),
        own_(planned.layers.size() + 1, 0.0) {}

  Result<Measured> run(const MeasuredTask& task) {
    Measured measured;
    measured.fidelity.drawn = samples_.drawn;
    const auto record = [&](std::size_t i) {
      return std::span(samples_.records).subspan(i * planned_.features, planned_.features);
    };
    in_parallel(
        samples_.size(planned_),
        [&](std::size_t i) -> std::vector<Tensor> {
          const auto integers = encode(encoding_, record(i));
          return integers ? values_.tensors(*integers) : std::vector<Tensor>{};
        },
        [&](std::size_t i, const std::vector<Tensor>& tensors) {
          if (tensors.empty()) {
            ++measured.fidelity.beyond;
            return;
          }
          add(i, record(i), tensors);
          ++measured.fidelity.records;
        });
    if (measured.fidelity.records == 0) {
      return fail(ErrorCode::kBadInput, "all sample records lie beyond the input ranges",
                  "give wider ranges, or samples within them");
    }
    const std::size_t outputs = expected_.size() / measured.fidelity.records;
    fill_errors(measured.fidelity, task, expected_, actual_, outputs);
    measured.noise = relative_noise();
    return measured;
  }

 private:
  double unit(std::uint32_t tensor) const {
    const std::int32_t scale = tensor == 0 ? static_cast<std::int32_t>(encoding_.bits)
                                           : model_.plan.steps[tensor - 1].scale;
    return std::ldexp(1.0, -scale);
  }

  void add(std::size_t index, std::span<const double> record,
           const std::vector<Tensor>& tensors) {
    for (std::uint32_t i = 0; i <= planned_.layers.size(); ++i) {
      moments_[i].add(tensors[i], unit(i));
    }
    for (std::uint32_t i = 0; i < record.size(); ++i) {
      const double exact = std::ldexp(record[i], -encoding_.range_of(i));
      const double error = tensors[0][i] * unit(0) - exact;
      own_[0] += error * error;
    }
    for (std::size_t i = 0; i < planned_.layers.size(); ++i) {
      const auto* activation = std::get_if<Activation>(&planned_.layers[i].op);
      if (activation == nullptr) continue;
      const std::uint32_t read = planned_.inputs_of(i).front();
      own_[i + 1] += cut_off(*activation, tensors[read], read, tensors[i + 1],
                             static_cast<std::uint32_t>(i + 1));
    }
    const Tensor& last = tensors[planned_.layers.size()];
    const std::size_t outputs =
        samples_.results.size() / std::max<std::size_t>(samples_.size(planned_), 1);
    const auto first = samples_.results.begin() + static_cast<std::ptrdiff_t>(index * outputs);
    expected_.insert(expected_.end(), first, first + static_cast<std::ptrdiff_t>(outputs));
    // A label's logits may have a row of zeros before them.
    for (std::size_t i = last.size() - outputs; i < last.size(); ++i) {
      actual_.push_back(last[i] * unit(static_cast<std::uint32_t>(planned_.layers.size())));
    }
    actual_.back() += raised_by(model_.plan);
  }

  /// Squares of what a threshold takes off, rounding half aside: that has gone into its input.
  double cut_off(const Activation& activation, const Tensor& y, std::uint32_t read,
                 const Tensor& z, std::uint32_t result) const {
    const auto& step = std::get<ThresholdStep>(model_.plan.steps[result - 1].op);
    const double half =
        step.shift > 0 ? std::ldexp(unit(read), static_cast<int>(step.shift) - 1) : 0;
    double squares = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double exact = activation(y[i] * unit(read) - half);
      const double error = z[i] * unit(result) - exact;
      squares += error * error;
    }
    return squares;
  }

  /// Squares of what the rounding of a layer's weights adds, a record.
  template <class Linear>
  double rounding(const Linear& real, const LinearWeights& weights, std::uint32_t read,
                  std::int32_t scale) const {
    const Moments& x = moments_[read];
    double squares = 0;
    if constexpr (std::is_same_v<Linear, Dense>) {
      for (std::size_t i = 0; i < real.matrix.size(); ++i) {
        const double error = std::ldexp(double{1} * weights.matrix[i], -scale) - real.matrix[i];
        squares += error * error * x.power(i % real.inputs);
      }
    } else {
      Tensor power(real.in.channels);
      for (std::size_t i = 0; i < x.squares.size(); ++i) {
        power[i / plane(real.in)] += x.power(i) / static_cast<double>(plane(real.in));
      }
      for (std::size_t i = 0; i < real.matrix.size(); ++i) {
        const double error = std::ldexp(double{1} * weights.matrix[i], -scale) - real.matrix[i];
        squares +=
            error * error * power[channel_read(real, i)] * static_cast<double>(plane(real.out));
      }
    }
    return squares;
  }

  std::vector<double> relative_noise() const {
    std::vector<double> noise(own_.size());
    auto weights = model_.weights.begin();
    const auto records = static_cast<double>(moments_[0].count);
    for (std::uint32_t i = 0; i < noise.size(); ++i) {
      double own = own_[i] / records;
      if (i > 0) {
        const std::uint32_t read = planned_.inputs_of(i - 1).front();
        std::visit(
            [&]<class Op>(Op op) {
              if constexpr (std::is_same_v<Op, Dense> || std::is_same_v<Op, Conv>) {
                // The ranges of a record have gone into the weights, which exist then.
                if (read == 0) (void)scale_features(op, encoding_.range_log2);
                const std::int32_t before = read == 0
                                                ? static_cast<std::int32_t>(encoding_.bits)
                                                : model_.plan.steps[read - 1].scale;
                own = rounding(op, *weights++, read, model_.plan.steps[i - 1].scale - before);
              }
            },
            planned_.layers[i - 1].op);
      }
      const double signal = moments_[i].signal();
      noise[i] = signal > 0 ? own / signal : 0;
    }
    return noise;
  }

  const Network& planned_;
  const CompiledModel& model_;
  const Samples& samples_;
  InputEncoding encoding_;
  PlanValues values_;
  std::vector<Moments> moments_;  ///< by tensor, of its values as the plan has them
  std::vector<double> own_;       ///< squares that a tensor adds of its own, all records
  Tensor expected_;
  Tensor actual_;
};

}  // namespace

Result<Measured> measure_noise(const Network& planned, const CompiledModel& model,
                               const Samples& samples, const MeasuredTask& task) {
  return Measuring(planned, model, samples).run(task);
}

}  // namespace medisc
