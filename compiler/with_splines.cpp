#include "compiler/with_splines.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "compiler/in_parallel.hpp"
#include "compiler/sample_errors.hpp"
#include "compiler/spline.hpp"
#include "plan/powers.hpp"

namespace medisc {
namespace {

constexpr std::size_t kMostRecords = 32;
constexpr std::size_t kFewRecords = 16;
constexpr double kProducts = 4e8;
constexpr int kCoarsest = 4;  ///< shares are powers of 1/2
constexpr int kFinest = 9;
constexpr int kLeastReach = -20;

using Tensor = std::vector<double>;

/// What samples tell of a function.
struct Observed {
  double reach = 0;  ///< the largest |x|
  double sum = 0;    ///< of its results, and of their squares
  double squares = 0;
  double count = 0;

  double variation() const {
    const double mean = sum / count;
    const double variance = squares / count - mean * mean;
    return std::sqrt(std::max(variance, 1e-12 * squares / count));
  }
};

class Choosing {
 public:
  Choosing(const Network& network, const Samples& samples, const MeasuredTask& task)
      : network_(network), samples_(samples), task_(task) {}

  Result<Network> run(int finer) {
    observe();
    int halvings = kCoarsest;
    auto splined = with_share(std::exp2(-halvings));
    while (splined && halvings < kFinest && !is_close(*splined)) {
      splined = with_share(std::exp2(-++halvings));
    }
    return splined && finer > 0 ? with_share(std::exp2(-halvings - finer)) : splined;
  }

 private:
  template <class Use>
  void evaluate_all(const Network& network, const Use& use) const {
    in_parallel(
        samples_.size(network_),
        [&](std::size_t i) {
          const auto record = std::span(samples_.records).subspan(i * network.features);
          return evaluate_tensors(network, record.first(network.features));
        },
        [&](std::size_t, const std::vector<Tensor>& tensors) { use(tensors); });
  }

  void observe() {
    evaluate_all(network_, [&](const std::vector<Tensor>& tensors) {
      for (std::size_t i = 0; i < network_.layers.size(); ++i) {
        if (!std::holds_alternative<Smooth>(network_.layers[i].op)) continue;
        Observed& seen = observed_[i];
        for (const double x : tensors[network_.inputs_of(i).front()]) {
          seen.reach = std::max(seen.reach, std::abs(x));
        }
        for (const double y : tensors[i + 1]) {
          seen.sum += y;
          seen.squares += y * y;
        }
        seen.count += static_cast<double>(tensors[i + 1].size());
      }
    });
  }

  Result<Network> with_share(double share) const {
    Network splined = network_;
    for (const auto& [index, seen] : observed_) {
      Layer& layer = splined.layers[index];
      const int reach = seen.reach > 0 ? std::max(ceil_log2(seen.reach), kLeastReach) : 0;
      const SplineGoal goal{std::exp2(reach), std::max(share * seen.variation(), 1e-9)};
      auto spline = spline_of(std::get<Smooth>(layer.op), goal);
      if (!spline) {
        return fail(ErrorCode::kUnsupported,
                    fmt::format("layer '{}': no piecewise linear function of {} pieces follows "
                                "its function for |x| <= {}",
                                layer.name, kMostSplineBends + 1, goal.reach),
                    "a function that is finite and flat there, or smaller values before it");
      }
      layer.op = std::move(*spline);
    }
    return splined;
  }

  bool is_close(const Network& splined) const {
    std::vector<double> results;
    evaluate_all(splined, [&](const std::vector<Tensor>& tensors) {
      results.insert(results.end(), tensors.back().begin(), tensors.back().end());
    });
    Fidelity fidelity;
    fidelity.drawn = samples_.drawn;
    fill_errors(fidelity, task_, samples_.results, results, network_.outputs());
    return fidelity.p99 <= kSplineP99 && agrees(fidelity, {});
  }

  const Network& network_;
  const Samples& samples_;
  const MeasuredTask& task_;
  std::map<std::size_t, Observed> observed_;  ///< by layer
};

}  // namespace

bool has_smooth(const Network& network) {
  return std::any_of(network.layers.begin(), network.layers.end(), [](const Layer& layer) {
    return std::holds_alternative<Smooth>(layer.op);
  });
}

Result<Network> with_splines(const Network& network, const Samples& samples,
                             const MeasuredTask& task, int finer) {
  if (!has_smooth(network)) return network;
  const std::size_t count = affordable_records(network, kMostRecords, kProducts);
  return Choosing(network, thinned(network, samples, count), task).run(finer);
}

Result<Network> with_splines(const Network& network, const std::vector<double>& ranges) {
  if (!has_smooth(network)) return network;
  Samples samples = drawn_samples_within(network, ranges, kFewRecords);
  for (std::size_t i = 0; i < kFewRecords; ++i) {
    const auto record = std::span(samples.records).subspan(i * network.features);
    const Tensor results = evaluate(network, record.first(network.features));
    samples.results.insert(samples.results.end(), results.begin(), results.end());
  }
  return with_splines(network, samples, {});
}

}  // namespace medisc
