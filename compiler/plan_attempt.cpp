#include "compiler/plan_attempt.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "compiler/bounds.hpp"
#include "compiler/integer_function.hpp"
#include "compiler/label_output.hpp"
#include "compiler/plan_widths.hpp"
#include "compiler/quantise.hpp"
#include "compiler/rounded_layers.hpp"
#include "compiler/sum_multipliers.hpp"
#include "compiler/weights_tag.hpp"
#include "plan/image_size.hpp"
#include "plan/powers.hpp"

namespace medisc {
namespace {

constexpr std::int32_t kMostAlignment = 62;  ///< bits between the scales of a concatenation
constexpr double kMostOffset = 0x1p62;
constexpr unsigned kWidestRing = 64;

/// What the plan itself tells of a step.
StepReport report_of(const Plan& plan, std::size_t index) {
  const Step& step = plan.steps[index];
  StepReport report;
  report.name = step.name;
  report.op = op_name(step);
  for (const std::uint32_t tensor : inputs_of(plan, index)) {
    report.inputs += static_cast<std::uint32_t>(
        tensor == 0 ? plan.input.features : result_size(plan.steps[tensor - 1]));
  }
  report.outputs = static_cast<std::uint32_t>(result_size(step));
  report.scale = step.scale;
  report.width = result_width(step);
  std::visit(
      [&](const auto& op) {
        if constexpr (requires { op.shift; }) report.shift = op.shift;
      },
      step.op);
  return report;
}

/// Bits of the largest |weight|.
std::uint32_t matrix_bits(const LinearWeights& weights) {
  std::int64_t largest = 0;
  for (const std::int32_t weight : weights.matrix) {
    largest = std::max(largest, std::abs(std::int64_t{weight}));
  }
  return signed_bits(largest) - 1;
}

class Planner {
 public:
  Planner(const Draft& draft, const PlanOptions& options, RoundedLayers& layers)
      : network_(draft.network),
        bits_(draft.bits),
        observed_(draft.observed),
        options_(options),
        layers_(layers),
        choice_(choice_of(options.manifest->outcome, draft.network.outputs())),
        readers_(draft.network.layers.size() + 1) {}

  Result<CompiledModel> run() {
    Plan& plan = compiled_.plan;
    plan.ring_bits = options_.ring_bits;
    plan.manifest = *options_.manifest;
    plan.output = options_.output;
    plan.input = encoding_of(options_, network_.features);
    tensors_.push_back({static_cast<std::int32_t>(plan.input.bits),
                        symmetric_bounds(network_.features, Wide{1} << plan.input.bits)});
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
      for (const std::uint32_t tensor : network_.inputs_of(i)) {
        readers_[tensor].push_back(static_cast<std::uint32_t>(i));
      }
    }
    for (index_ = 0; index_ < network_.layers.size(); ++index_) {
      inputs_ = network_.inputs_of(index_);
      if (auto added = std::visit(*this, layer().op); !added) {
        return tl::unexpected(added.error());
      }
    }
    if (options_.output == Output::kLabel) {
      if (auto added = add_label_steps(); !added) return tl::unexpected(added.error());
    }
    if (auto widths = set_widths(); !widths) return tl::unexpected(widths.error());
    for (std::size_t i = 0; i < matrices_.size(); ++i) {
      std::vector<std::int32_t>& matrix = compiled_.weights[i].matrix;
      if (matrix.empty()) matrix = matrices_[i]->matrix;
    }
    if (options_.tag_key) plan.weights_tag = tag_of(compiled_.weights, *options_.tag_key);
    if (auto valid = validate(plan); !valid) return tl::unexpected(valid.error());
    write_report();
    return std::move(compiled_);
  }

  Result<void> operator()(const Dense& dense) {
    return add_linear(dense, DenseStep{dense.inputs, dense.outputs, 0});
  }

  Result<void> operator()(const Conv& conv) {
    return add_linear(conv, ConvStep{conv.in, conv.out, conv.window, conv.groups, 0});
  }

  Result<void> operator()(const Activation& activation) {
    if (inputs_[0] == 0) return misplaced();
    const std::uint32_t shift = shift_before(activation);
    // First of all: the half that it adds moves the bounds that all else here stands on.
    round_to_nearest(shift);
    const Tensor& x = input(0);
    const std::int32_t scale = x.scale - static_cast<std::int32_t>(shift);
    auto function =
        integer_function(activation, scale, std::ldexp(bound_of(inputs_[0]), scale));
    if (!function) return overflow("its slopes lie too far apart");
    const ThresholdStep step{activation.size, 0, shift, 0, 0, std::move(function->function)};
    if (activation.spline) {
      compiled_.plan.splines.push_back(
          {layer().name, activation.spline->reach, activation.spline->error});
    }
    return add(step, {function->scale, bounds_of(step, x.bounds)});
  }

  Result<void> operator()(const SumPool& pool) {
    const int divisor_log2 = ceil_log2(pool.divisor);
    if (inputs_[0] == 0 || std::exp2(divisor_log2) != pool.divisor) return misplaced();
    const SumPoolStep step{pool.in, pool.out, pool.window, 0};
    const Tensor& x = input(0);
    return add(step, {x.scale + divisor_log2, bounds_of(step, x.bounds)});
  }

  Result<void> operator()(const MaxPool& pool) {
    if (inputs_[0] == 0) return misplaced();
    if (auto few = count_compared(pool_taps(pool)); !few) return few;
    const MaxPoolStep step{pool.in, pool.out, pool.window, 0};
    return add(step, {input(0).scale, bounds_of(step, input(0).bounds)});
  }

  Result<void> operator()(const Sum& sum) {
    std::vector<std::int32_t> scales;
    std::vector<Bounds> parts;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (inputs_[i] == 0) return misplaced();
      scales.push_back(input(i).scale);
      parts.push_back(input(i).bounds);
    }
    auto multipliers = sum_multipliers(sum.factors, scales);
    const double offset = multipliers ? std::ldexp(sum.offset, multipliers->scale) : 0;
    if (!multipliers || !(std::abs(offset) <= kMostOffset)) return too_far_apart();
    const std::int32_t scale = multipliers->scale;
    const SumStep step{sum.size, std::move(multipliers->multipliers), std::llround(offset), 0};
    Bounds bounds = bounds_of(step, parts);
    return add(step, {scale, std::move(bounds)});
  }

  Result<void> operator()(const Concat& concat) {
    const auto shifts = alignment();
    if (!shifts) return tl::unexpected(shifts.error());
    const ConcatStep step{concat.sizes, *shifts, 0};
    std::vector<Bounds> parts;
    for (std::size_t i = 0; i < inputs_.size(); ++i) parts.push_back(input(i).bounds);
    return add(step, {input(0).scale + static_cast<std::int32_t>(step.shifts[0]),
                      bounds_of(step, parts)});
  }

  Result<void> operator()(const Product& product) {
    if (inputs_[0] == 0 || inputs_[1] == 0) return misplaced();
    const ProductStep step{product.size, product.runs, 0};
    const Tensor& a = input(0);
    const Tensor& b = input(1);
    return add(step, {a.scale + b.scale, bounds_of(step, {a.bounds, b.bounds})});
  }

  Result<void> operator()(const Affine&) { return misplaced(); }
  Result<void> operator()(const Smooth&) { return misplaced(); }

  /// The layer that was being planned when a run failed.
  std::size_t stopped_at() const { return std::min(index_, network_.layers.size() - 1); }

  /// Of what was planned when a run failed.
  RingNeeds needs() const {
    RingNeeds needs;
    const std::size_t layers = network_.layers.size();
    const std::size_t steps = compiled_.plan.steps.size();
    if (tensors_.size() <= steps) return needs;
    const TensorBounds bounds = magnitudes();
    for (std::size_t i = 0; i < steps; ++i) {
      const unsigned bits = needed_bits(compiled_.plan, i, bounds);
      if (i < layers) {
        needs.bits.push_back(bits);
      } else {
        needs.bits.back() = std::max(needs.bits.back(), bits);
      }
    }
    for (std::size_t i = 0; i <= needs.bits.size(); ++i) {
      needs.scales.push_back(tensors_[i].scale);
    }
    return needs;
  }

  /// What is known of a tensor of the network, as far as the run came.
  double bound_of(std::uint32_t tensor) const {
    const Tensor& x = tensors_[tensor];
    return std::ldexp(static_cast<double>(magnitude(x.bounds)), -x.scale);
  }

 private:
  struct Tensor {
    std::int32_t scale = 0;
    Bounds bounds;
  };

  struct Quantised {
    std::shared_ptr<const RoundedMatrix> matrix;
    std::vector<std::int64_t> bias;
    Tensor result;
  };

  const Layer& layer() const { return network_.layers[index_]; }
  const Tensor& input(std::size_t i) const { return tensors_[inputs_[i]]; }

  template <class Op, class LinearStep>
  Result<void> add_linear(const Op& op, const LinearStep& step) {
    if (feeds_labels()) {
      if (auto held = hold_for_every_record(); !held) return held;
    }
    if (inputs_[0] != 0) return add_linear(weights_of(op), step);
    Op scaled = op;
    if (auto done = scale_features(scaled, compiled_.plan.input.range_log2); !done) {
      return fail(done.error().code,
                  fmt::format("layer '{}': {}", layer().name, done.error().context),
                  done.error().hint);
    }
    return add_linear(weights_of(scaled), step);
  }

  template <class LinearStep>
  Result<void> add_linear(const RealWeights& real, const LinearStep& step) {
    const unsigned weight_bits = most_weight_bits();
    auto best = quantised(step, real, weight_bits);
    if (!best) return tl::unexpected(best.error());
    const unsigned cheap =
        is_compared() ? std::min(kCheapWidth, options_.ring_bits) : options_.ring_bits;
    const unsigned spared = std::min(options_.spared_weight_bits, weight_bits - 1);
    unsigned given = 0;
    for (unsigned less = 1; less <= spared && bits_at_reader(best->result) > cheap; ++less) {
      const unsigned bits = bits_at_reader(best->result);
      if (!may_fit(bits, less - given, cheap)) continue;
      auto coarser = quantised(step, real, weight_bits - less);
      if (!coarser) break;
      const unsigned fewer = bits_at_reader(coarser->result);
      const bool fits_first = bits > options_.ring_bits && fewer <= options_.ring_bits;
      if (!fits_first && fewer > cheap) continue;
      best = std::move(coarser);
      given = less;
    }
    compiled_.weights.push_back({{}, std::move(best->bias)});
    matrices_.push_back(std::move(best->matrix));
    linear_of_.resize(index_ + 1);
    linear_of_[index_] = compiled_.weights.size() - 1;
    return add(step, std::move(best->result));
  }

  /// Whether `less` bits of weights may bring a result of `bits` into the ring or to what is
  /// cheap: each narrows it by a bit, about.
  bool may_fit(unsigned bits, unsigned less, unsigned cheap) const {
    const unsigned ring = options_.ring_bits;
    return bits <= cheap + less + 1 || (bits > ring && bits <= ring + less + 1);
  }

  /// Of this layer's largest weight, before it is made distinct.
  unsigned most_weight_bits() const {
    const unsigned most =
        feeds_labels() ? distinct_weight_bits(choice_.classes) : kMaxWeightBits;
    const int wanted = static_cast<int>(*options_.weight_bits) + bits_[index_].weight;
    return std::min(static_cast<unsigned>(std::max(wanted, 1)), most);
  }

  template <class LinearStep>
  Result<Quantised> quantised(const LinearStep& step, const RealWeights& real,
                              unsigned weight_bits) const {
    const Tensor& x = input(0);
    const unsigned input_bits = signed_bits(magnitude(x.bounds));
    const std::size_t place = matrices_.size();
    const std::int32_t matrix_scale =
        weight_scale(real, layers_.largest(place, real), weight_bits, input_bits - 1, x.scale);
    auto layer = layers_.round(place, step, real, matrix_scale, x.scale, x.bounds);
    if (!layer) return overflow(layer.error().context);
    const std::int32_t scale = x.scale + matrix_scale;
    Bounds bounds = calibrated(std::move(layer->bounds), scale);
    return Quantised{
        std::move(layer->matrix), std::move(layer->bias), {scale, std::move(bounds)}};
  }

  bool feeds_labels() const {
    return options_.output == Output::kLabel && index_ + 1 == network_.layers.size();
  }

  /// Whether something works on this layer's result: a comparison, sooner or later.
  bool is_compared() const { return feeds_labels() || !readers_[index_ + 1].empty(); }

  /// Bits that a layer behind this one compares at; a max-pool needs one more, and logits that
  /// become a label are made distinct before they go through one.
  unsigned bits_at_reader(const Tensor& result) const {
    const std::vector<std::uint32_t>& readers = readers_[index_ + 1];
    const bool pooled = std::any_of(readers.begin(), readers.end(), [&](std::uint32_t reader) {
      return std::holds_alternative<MaxPool>(network_.layers[reader].op);
    });
    Wide most = magnitude(result.bounds);
    if (feeds_labels())
      most = most * (Wide{1} << distinct_bits(choice_.classes)) + choice_.classes;
    return signed_bits(most) + (pooled || feeds_labels() ? 1 : 0);
  }

  /// Bounds of this layer's result, cut to what was observed.
  Bounds calibrated(Bounds bounds, std::int32_t scale) const {
    const std::size_t layer = std::min(index_, network_.layers.size() - 1);
    const bool observed = !observed_.empty() && !feeds_labels();
    const double largest = observed ? observed_[layer + 1] : 0.0;
    const auto margin = static_cast<std::int32_t>(options_.margin_bits);
    const double most = std::ceil(std::ldexp(largest, scale + margin));
    if (most < 1 || most >= 0x1p62) return bounds;
    return clipped(std::move(bounds), static_cast<Wide>(most));
  }

  /// Leaves activation_bits fractional bits, and one more for each power of two that the
  /// results stay below 1. An average over a few values that follows needs fewer, for their
  /// errors average out; one over many keeps them all: values below half a step would be lost
  /// to it.
  std::uint32_t shift_before(const Activation& activation) const {
    const Tensor& x = input(0);
    const double bound = activation.magnitude(bound_of(inputs_[0]));
    const int below_one = bound > 0 ? std::max(0, -ceil_log2(bound)) : 0;
    const double steepest = activation.steepest();
    const int flat = steepest > 0 ? -ceil_log2(steepest) : 0;  // a step makes so much less
    int wanted = x.scale - static_cast<int>(*options_.activation_bits) - below_one + flat -
                 bits_[index_].activation;
    const std::vector<std::uint32_t>& readers = readers_[index_ + 1];
    const auto* pool =
        readers.size() == 1 ? std::get_if<SumPool>(&network_.layers[readers[0]].op) : nullptr;
    if (pool != nullptr && pool->divisor <= 4) wanted += ceil_log2(pool->divisor);
    if (activation.spline) wanted = std::max(wanted, x.scale - bits_for_spline(activation));
    const unsigned bits = std::min(signed_bits(magnitude(x.bounds)), options_.ring_bits);
    const auto width = static_cast<int>(even_width(bits));
    return static_cast<std::uint32_t>(std::clamp(wanted, 0, width - 2));
  }

  /// Fractional bits of V, so that what they round lies below what a spline is off: its slopes
  /// add theirs to the result.
  int bits_for_spline(const Activation& activation) const {
    const double error = activation.spline->error;
    const double steepest = activation.steepest();
    if (!(error > 0) || !(steepest > 0)) return kMaxScale;
    return ceil_log2(2 * steepest / error) + bits_[index_].activation;
  }

  /// Adds half of what the shift cuts off to the bias or offset that the tensor came from, if
  /// nothing else reads it. A shift alone rounds down: every value would lose half a step, and
  /// the next layer sums what thousands lose. Through a maximum the half may go, which keeps
  /// order; not through a sum of several, where it would count more than once.
  void round_to_nearest(std::uint32_t shift) {
    if (shift == 0) return;
    std::uint32_t tensor = inputs_[0];
    std::vector<std::uint32_t> chain;
    for (;;) {
      if (readers_[tensor].size() != 1) return;
      chain.push_back(tensor);
      if (!std::holds_alternative<MaxPool>(network_.layers[tensor - 1].op)) break;
      tensor = network_.inputs_of(tensor - 1).front();
    }
    const auto& source = network_.layers[tensor - 1].op;
    const std::int64_t half = std::int64_t{1} << (shift - 1);
    if (std::holds_alternative<Dense>(source) || std::holds_alternative<Conv>(source)) {
      for (std::int64_t& bias : compiled_.weights[linear_of_[tensor - 1]].bias) bias += half;
    } else if (auto* sum = std::get_if<SumStep>(&compiled_.plan.steps[tensor - 1].op)) {
      sum->offset += half;
    } else {
      return;
    }
    for (const std::uint32_t shifted : chain) {
      for (Interval& x : tensors_[shifted].bounds.intervals) {
        x.low += half;
        x.high += half;
      }
    }
  }

  /// Shifts that bring the inputs to the finest of their scales.
  Result<std::vector<std::uint32_t>> alignment() const {
    std::int32_t finest = input(0).scale;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (inputs_[i] == 0) return tl::unexpected(misplaced().error());
      finest = std::max(finest, input(i).scale);
    }
    std::vector<std::uint32_t> shifts;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const std::int32_t shift = finest - input(i).scale;
      if (shift > kMostAlignment) return too_far_apart();
      shifts.push_back(static_cast<std::uint32_t>(shift));
    }
    return shifts;
  }

  template <class StepOp>
  Result<void> add(StepOp step, Tensor result) {
    result.bounds = calibrated(std::move(result.bounds), result.scale);
    const bool chained =
        inputs_ == std::vector<std::uint32_t>{static_cast<std::uint32_t>(index_)};
    compiled_.plan.steps.push_back({layer().name, result.scale, std::move(step),
                                    chained ? std::vector<std::uint32_t>{} : inputs_});
    tensors_.push_back(std::move(result));
    if (signed_bits(magnitude(tensors_.back().bounds)) > kWidestRing) return expect_ring();
    if (std::abs(tensors_.back().scale) > kMaxScale) {
      return overflow(fmt::format("its scale would be 2^{}", tensors_.back().scale));
    }
    return {};
  }

  /// The last layer is linear (with_class_logits, with_pixel_logits).
  Result<void> add_label_steps() {
    const auto logits = static_cast<std::uint32_t>(compiled_.plan.steps.size());
    Step& last = compiled_.plan.steps.back();
    index_ = network_.layers.size() - 1;
    compiled_.weights.back().matrix = matrices_.back()->matrix;
    const Outcome& outcome = compiled_.plan.manifest.outcome;
    const bool is_binary = outcome.task == TaskKind::kBinary;
    if (is_binary) {
      raise_threshold(compiled_.weights.back(), outcome.thresholds.front(), last.scale);
    }
    if (!make_distinct(compiled_.weights.back(), choice_.classes, is_binary)) {
      return overflow("its weights and biases have no room for its classes");
    }
    last.scale += static_cast<std::int32_t>(distinct_bits(choice_.classes));
    const auto* const conv = std::get_if<ConvStep>(&last.op);
    const LinearWeights& weights = compiled_.weights.back();
    tensors_.back() = {last.scale, conv != nullptr ? bounds_of(*conv, weights, input(0).bounds)
                                                   : bounds_of(std::get<DenseStep>(last.op),
                                                               weights, input(0).bounds)};
    for (Step& step : label_steps(logits, choice_)) {
      if (const auto* pool = std::get_if<MaxPoolStep>(&step.op)) {
        if (auto few = count_compared(pool_taps(*pool)); !few) return few;
      }
      tensors_.push_back({0, bounds_of_label(step)});
      compiled_.plan.steps.push_back(std::move(step));
    }
    return {};
  }

  Bounds bounds_of_label(const Step& step) const {
    std::vector<Bounds> read;
    for (const std::uint32_t tensor : step.inputs) read.push_back(tensors_[tensor].bounds);
    if (const auto* pool = std::get_if<MaxPoolStep>(&step.op)) return bounds_of(*pool, read[0]);
    if (const auto* copies = std::get_if<ConcatStep>(&step.op)) return bounds_of(*copies, read);
    if (const auto* below = std::get_if<SumStep>(&step.op)) return bounds_of(*below, read);
    return {result_size(step), {Interval{0, 1}}};
  }

  /// Errors where max-pools compare over more than a plan may.
  Result<void> count_compared(std::uint64_t taps) {
    compared_ += taps;
    if (compared_ <= kMaxPoolTaps) return {};
    return fail(ErrorCode::kUnsupported,
                fmt::format("layer '{}': the max-pools up to it{} compare over {} elements",
                            layer().name, feeds_labels() ? ", with that of the label," : "",
                            kMaxPoolTaps),
                feeds_labels() ? "let the hospital have the logits, or smaller windows"
                               : "smaller windows, or average pools");
  }

  /// A label that wraps could be another number than 0 or 1, which tells of the logits. So what
  /// was observed does not bound the tensors from the last thresholds on: those hand on at most
  /// what their own width allows, and from there to the logits every bound is proven again.
  Result<void> hold_for_every_record() {
    if (observed_.empty()) return {};
    std::vector<bool> behind(tensors_.size());
    behind[inputs_[0]] = true;
    for (std::size_t tensor = inputs_[0]; tensor > 0; --tensor) {
      if (!behind[tensor] || is_threshold(tensor)) continue;
      for (const std::uint32_t read : network_.inputs_of(tensor - 1)) behind[read] = true;
    }
    for (std::size_t tensor = 1; tensor <= inputs_[0]; ++tensor) {
      if (!behind[tensor]) continue;
      tensors_[tensor].bounds = certain_bounds(tensor);
      if (signed_bits(magnitude(tensors_[tensor].bounds)) > kWidestRing) return expect_ring();
    }
    return {};
  }

  bool is_threshold(std::size_t tensor) const {
    return std::holds_alternative<ThresholdStep>(compiled_.plan.steps[tensor - 1].op);
  }

  /// What holds of a tensor where it holds of those that its step reads; of a threshold's,
  /// always.
  Bounds certain_bounds(std::size_t tensor) const {
    std::vector<Bounds> read;
    for (const std::uint32_t x : network_.inputs_of(tensor - 1))
      read.push_back(tensors_[x].bounds);
    return std::visit(
        [&]<class Op>(const Op& op) {
          if constexpr (std::is_same_v<Op, ThresholdStep>) {
            ThresholdStep whole = op;
            whole.width =
                options_.full_width
                    ? options_.ring_bits
                    : even_width(needed_bits(compiled_.plan, tensor - 1, magnitudes()));
            return bounds_of_any(whole);
          } else if constexpr (std::is_same_v<Op, DenseStep> || std::is_same_v<Op, ConvStep>) {
            const std::size_t place = linear_of_[tensor - 1];
            return bounds_of(op, *matrices_[place], compiled_.weights[place].bias, read[0]);
          } else if constexpr (std::is_same_v<Op, SumStep> || std::is_same_v<Op, ConcatStep> ||
                               std::is_same_v<Op, ProductStep>) {
            return bounds_of(op, read);
          } else {
            return bounds_of(op, read[0]);
          }
        },
        compiled_.plan.steps[tensor - 1].op);
  }

  /// Of each tensor, as far as they are planned.
  TensorBounds magnitudes() const {
    TensorBounds bounds;
    for (const Tensor& tensor : tensors_) bounds.push_back(magnitude(tensor.bounds));
    return bounds;
  }

  /// Whether every step so far fits the ring.
  Result<void> expect_ring() {
    const TensorBounds bounds = magnitudes();
    for (index_ = 0; index_ < compiled_.plan.steps.size(); ++index_) {
      const unsigned needed = needed_bits(compiled_.plan, index_, bounds);
      if (needed <= options_.ring_bits) continue;
      if (parts_lie_too_far_apart()) return too_far_apart();
      return overflow(fmt::format("its result needs {} bits, and the ring has {}", needed,
                                  options_.ring_bits));
    }
    return {};
  }

  Result<void> set_widths() {
    if (auto fits = expect_ring(); !fits) return fits;
    Plan& plan = compiled_.plan;
    if (options_.full_width) {
      assign_full_widths(plan);
    } else {
      assign_widths(plan, magnitudes());
    }
    return {};
  }

  void write_report() {
    const Plan& plan = compiled_.plan;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
      StepReport report = report_of(plan, i);
      const Wide bound = magnitude(tensors_[i + 1].bounds);
      report.bound = static_cast<double>(bound);
      report.proven_bits = signed_bits(bound);
      if (weight_count(plan.steps[i]) > 0) {
        report.weight_bits = matrix_bits(compiled_.weights[linear_of_[i]]);
      }
      compiled_.report.push_back(std::move(report));
    }
  }

  /// Whether each input of the layer would fit the ring, and only their common scale does not.
  bool parts_lie_too_far_apart() const {
    if (index_ >= network_.layers.size()) return false;
    const std::vector<std::uint32_t> parts = network_.inputs_of(index_);
    std::int32_t finest = tensors_[parts.front()].scale;
    std::int32_t coarsest = finest;
    unsigned most = 0;
    for (const std::uint32_t part : parts) {
      finest = std::max(finest, tensors_[part].scale);
      coarsest = std::min(coarsest, tensors_[part].scale);
      most = std::max(most, signed_bits(magnitude(tensors_[part].bounds)));
    }
    return finest > coarsest && most + parts.size() <= options_.ring_bits;
  }

  tl::unexpected<Error> too_far_apart() const {
    std::uint32_t largest = network_.inputs_of(index_).front();
    std::uint32_t least = largest;
    for (const std::uint32_t part : network_.inputs_of(index_)) {
      if (bound_of(part) > bound_of(largest)) largest = part;
      if (bound_of(part) < bound_of(least)) least = part;
    }
    const auto name_of = [&](std::uint32_t part) {
      return part == 0 ? std::string("the record") : network_.layers[part - 1].name;
    };
    return fail(
        ErrorCode::kOverflow,
        fmt::format("layer '{}': its inputs are too far apart for one scale: '{}' reaches "
                    "{:.3g}, '{}' {:.3g}",
                    layer().name, name_of(largest), bound_of(largest), name_of(least),
                    bound_of(least)),
        fmt::format("{}multiply the smaller one by a constant in the model, and divide what "
                    "is made of it; or calibrate with sample records, where the larger "
                    "one reaches less",
                    options_.ring_bits < kWidestRing ? "use ring_bits = 64; or " : ""));
  }

  tl::unexpected<Error> overflow(const std::string& reason) const {
    const std::string& name =
        index_ < network_.layers.size() ? layer().name : compiled_.plan.steps[index_].name;
    return fail(
        ErrorCode::kOverflow, fmt::format("layer '{}': {}", name, reason),
        fmt::format("use {}fewer input, weight or activation bits, smaller input ranges, "
                    "or calibrate with sample records",
                    options_.ring_bits < kWidestRing ? "ring_bits = 64, " : ""));
  }

  Result<void> misplaced() const {
    return fail(ErrorCode::kUnsupported,
                fmt::format("layer '{}' stands where the planner can't take it", layer().name),
                "bring the network into normal form first");
  }

  const Network& network_;
  const std::vector<LayerBits>& bits_;
  const std::vector<double>& observed_;  ///< largest |value| of each tensor; or none
  const PlanOptions& options_;
  RoundedLayers& layers_;
  Choice choice_;                                    ///< of a label's classes
  std::vector<std::vector<std::uint32_t>> readers_;  ///< layers, by tensor
  CompiledModel compiled_;  ///< weights without their matrices, until all else is there
  std::vector<std::shared_ptr<const RoundedMatrix>> matrices_;  ///< one an entry of weights
  std::vector<Tensor> tensors_;
  std::vector<std::size_t> linear_of_;  ///< place in the weights, by linear layer
  std::uint64_t compared_ = 0;          ///< elements, by max-pools
  std::size_t index_ = 0;               ///< of the layer being planned
  std::vector<std::uint32_t> inputs_;   ///< its own
};

}  // namespace

PlanAttempt attempt_plan(const Draft& draft, const PlanOptions& options,
                         RoundedLayers& layers) {
  Planner planner(draft, options, layers);
  PlanAttempt result{planner.run(), planner.stopped_at(), {}, {}};
  if (!result.compiled) result.needs = planner.needs();
  for (std::uint32_t tensor = 0; tensor <= result.stopped_at; ++tensor) {
    result.bounds.push_back(planner.bound_of(tensor));
  }
  return result;
}

}  // namespace medisc
