#include "tests/constant_time/every_gate.hpp"

#include "protocol/pieces.hpp"

namespace medisc::test {
namespace {

constexpr Image kImage{2, 3, 3};
constexpr std::uint32_t kPixels = kImage.channels * kImage.height * kImage.width;
constexpr std::uint32_t kValues = 6;    // of a flat tensor
constexpr std::uint32_t kChannels = 2;  // of one that holds a factor a channel

/// Adds step after step, each on tensors that are named by their numbers.
class EveryGate {
 public:
  explicit EveryGate(const Comparing& comparing)
      : comparing_(comparing),
        width_(comparing.ring_bits == 32 ? 24 : 40),
        result_width_(comparing.widening ? comparing.ring_bits : 9) {
    drawn_.plan.ring_bits = comparing.ring_bits;
    drawn_.plan.input = {kPixels, 6, {0}};
  }

  DrawnPlan make() {
    add_linear_layers();
    add_thresholds(dense(kValues), live_);
    add_products();
    add_max_pools();
    add_local_steps();
    return finish();
  }

  DrawnPlan make_long() {
    constexpr std::uint32_t kLong = kPieceLanes / kLongBatch + 100;
    const std::uint32_t linear = dense(kLong);
    const std::uint32_t live = threshold(Piecewise::relu(), 2, linear, kLong, width_);
    const std::uint32_t product = add(ProductStep{kLong, kLong, width_}, {live, linear});
    const Image pairs{1, kLong, 2};
    const std::uint32_t both = add(ConcatStep{{kLong, kLong}, {0, 0}, width_}, {product, live});
    const Image larger{1, kLong, 1};
    add(MaxPoolStep{pairs, larger, {1, 2, 1, 2}, width_, comparing_.chain}, {both});
    return std::move(drawn_);
  }

 private:
  template <class Op>
  std::uint32_t add(Op op, std::vector<std::uint32_t> inputs) {
    drawn_.plan.steps.push_back({"step", 0, std::move(op), std::move(inputs)});
    return static_cast<std::uint32_t>(drawn_.plan.steps.size());
  }

  /// Of the record; mostly with weights so small that no result leaves half the width.
  template <class Op>
  std::uint32_t linear(const Op& op, std::uint64_t biases, std::uint32_t weight_bits) {
    const std::uint32_t tensor = add(op, {0});
    LinearWeights weights;
    for (std::uint64_t i = 0; i < op.weight_count(); ++i) {
      weights.matrix.push_back(static_cast<std::int32_t>(small(weight_bits)));
    }
    for (std::uint64_t i = 0; i < biases; ++i) weights.bias.push_back(small(8));
    drawn_.weights.push_back(std::move(weights));
    return tensor;
  }

  std::uint32_t dense(std::uint32_t outputs, std::uint32_t weight_bits = 6) {
    return linear(DenseStep{kPixels, outputs, width_}, outputs, weight_bits);
  }

  std::uint32_t conv(std::uint32_t weight_bits = 6) {
    const Window around{3, 3, 1, 1, 1, 1, 1, 1, 1, 1};
    return linear(ConvStep{kImage, kImage, around, 1, width_}, kImage.channels, weight_bits);
  }

  std::uint32_t threshold(Piecewise function, std::uint32_t shift, std::uint32_t tensor,
                          std::uint32_t size, std::uint32_t result_width) {
    return add(
        ThresholdStep{size, width_, shift, result_width, comparing_.chain, std::move(function)},
        {tensor});
  }

  std::uint32_t relu(std::uint32_t tensor, std::uint32_t size) {
    return threshold(Piecewise::relu(), 0, tensor, size, width_);
  }

  /// Those whose result one threshold gate alone reads, which reveals it ahead; and those whose
  /// weights take more than 16 bits.
  void add_linear_layers() {
    for (const std::uint32_t weight_bits : {6U, 31U}) {
      out(relu(dense(kValues, weight_bits), kValues), kValues);
      out(relu(conv(weight_bits), kPixels), kPixels);
      out(dense(kValues, weight_bits), kValues);
      out(conv(weight_bits), kPixels);
    }
    const std::uint32_t signs = dense(kValues);
    live_ = add(SumStep{kValues, {2, -3}, -5, width_}, {signs, relu(signs, kValues)});
  }

  void add_thresholds(std::uint32_t ahead, std::uint32_t live) {
    for (const std::uint32_t tensor : {ahead, live}) {
      for (const std::uint32_t shift : {0U, 7U}) {
        for (const auto& [name, function] : functions()) {
          out(threshold(function, shift, tensor, kValues, result_width_), kValues);
        }
      }
    }
  }

  void add_products() {
    const std::uint32_t ahead = dense(kValues);
    for (const std::uint32_t runs : {kValues, kChannels}) {
      const std::uint32_t factor = dense(runs);
      for (const std::uint32_t a : {ahead, live_}) {
        for (const std::uint32_t b : {factor, relu(factor, runs)}) {
          out(add(ProductStep{kValues, runs, width_}, {a, b}), kValues);
        }
      }
    }
    out(add(ProductStep{kValues, kValues, width_}, {live_, live_}), kValues);
  }

  /// Windows of four, and such as leave an element without a neighbour.
  void add_max_pools() {
    const Window square{2, 2};
    const Window line{1, 3};
    const std::uint32_t ahead = conv();
    for (const std::uint32_t tensor : {ahead, relu(ahead, kPixels)}) {
      const Image few{kImage.channels, 2, 2};
      const Image column{kImage.channels, 3, 1};
      out(add(MaxPoolStep{kImage, few, square, width_, comparing_.chain}, {tensor}), 8);
      out(add(MaxPoolStep{kImage, column, line, width_, comparing_.chain}, {tensor}), 6);
    }
  }

  void add_local_steps() {
    const Window square{2, 2};
    const Image few{kImage.channels, 2, 2};
    const std::uint32_t linear_image = conv();
    const std::uint32_t live_image = relu(linear_image, kPixels);
    const std::uint32_t linear_one = dense(1);
    for (const std::uint32_t tensor : {linear_image, live_image}) {
      out(add(SumPoolStep{kImage, few, square, width_}, {tensor}), 8);
      out(add(SumStep{kPixels, {3, -1}, 7, width_}, {tensor, linear_one}), kPixels);
      out(add(ConcatStep{{kPixels, 1}, {2, 0}, width_}, {tensor, linear_one}), kPixels + 1);
    }
  }

  /// Its tensor is part of the result.
  void out(std::uint32_t tensor, std::uint32_t size) {
    results_.push_back(tensor);
    sizes_.push_back(size);
  }

  DrawnPlan finish() {
    const std::vector<std::uint32_t> shifts(sizes_.size(), 0);
    add(ConcatStep{sizes_, shifts, std::min(width_, result_width_)}, results_);
    return std::move(drawn_);
  }

  std::int64_t small(std::uint32_t bits) {
    return static_cast<std::int64_t>(chance_.bits()) >> (64 - bits);
  }

  Comparing comparing_;
  std::uint32_t width_;
  std::uint32_t result_width_;
  Chance chance_{1};
  DrawnPlan drawn_;
  std::uint32_t live_ = 0;  ///< a tensor of kValues values of either sign
  std::vector<std::uint32_t> results_;
  std::vector<std::uint32_t> sizes_;
};

}  // namespace

const std::vector<std::pair<std::string, Piecewise>>& functions() {
  static const std::vector<std::pair<std::string, Piecewise>> functions{
      {"relu", Piecewise::relu()},
      {"shift", Piecewise::identity()},
      {"leaky relu", {1, 0, {{0, 7, 0}}}},
      {"absolute value", {-1, 0, {{0, 2, 0}}}},
      {"cap", {0, 0, {{0, 1, 0}, {20, -1, 20}}}},
      {"clip", {0, -9, {{-9, 1, 9}, {0, 0, 0}, {12, -1, 12}}}},
      {"steps", {0, -3, {{-5, 0, 2}, {0, 0, 1}, {9, 0, 4}}}}};
  return functions;
}

DrawnPlan every_gate(const Comparing& comparing) {
  return EveryGate(comparing).make();
}

DrawnPlan long_gates(const Comparing& comparing) {
  return EveryGate(comparing).make_long();
}

}  // namespace medisc::test
