/// Random networks of images: convolutions of every geometry, pools, residual sums and
/// concatenations, at widths that results may leave.
#pragma once

#include <algorithm>
#include <random>

#include "model/plan.hpp"
#include "model/weights.hpp"

namespace medisc::test {

struct RandomGraph {
  Plan plan;
  Weights weights;
};

/// Builds a plan step by step on the tensor made last.
class GraphMaker {
 public:
  GraphMaker(std::uint32_t ring_bits, std::uint64_t seed) : random_(seed) {
    graph_.plan.ring_bits = ring_bits;
    width_ = std::min(ring_bits, 8 + pick(0, 24));
    image_ = {pick(1, 4), pick(3, 9), pick(3, 9)};
    graph_.plan.input = {static_cast<std::uint32_t>(image_.size()), 2, {0}};
  }

  std::uint32_t pick(std::uint32_t lo, std::uint32_t hi) {
    return std::uniform_int_distribution<std::uint32_t>(lo, hi)(random_);
  }

  RandomGraph make() {
    conv();
    relu();
    for (std::uint32_t layer = pick(1, 4); layer > 0; --layer) {
      switch (pick(0, 4)) {
        case 0:
          conv();
          relu();
          break;
        case 1:
          conv();
          max_pool();
          relu();
          break;
        case 2:
          sum_pool();
          break;
        case 3:
          residual();
          break;
        case 4:
          concat();
          break;
      }
    }
    if (pick(0, 1) == 0) dense();
    return std::move(graph_);
  }

 private:
  Window window(bool padded) {
    Window w;
    w.dilation_height = pick(1, 2);
    w.dilation_width = pick(1, 2);
    w.kernel_height = pick(1, std::min(3U, (image_.height - 1) / w.dilation_height + 1));
    w.kernel_width = pick(1, std::min(3U, (image_.width - 1) / w.dilation_width + 1));
    w.stride_height = pick(1, 2);
    w.stride_width = pick(1, 2);
    if (!padded) return w;
    w.pad_top = pick(0, w.kernel_height - 1);
    w.pad_left = pick(0, w.kernel_width - 1);
    w.pad_bottom = pick(0, w.kernel_height - 1);
    w.pad_right = pick(0, w.kernel_width - 1);
    return w;
  }

  Image under(const Window& window, std::uint32_t channels) const {
    return {channels, window.output_height(image_), window.output_width(image_)};
  }

  template <class Op>
  void add_step(const char* name, Op op, std::vector<std::uint32_t> inputs = {}) {
    Step step{name, 0, std::move(op)};
    step.inputs = std::move(inputs);
    graph_.plan.steps.push_back(std::move(step));
  }

  std::uint32_t last_tensor() const {
    return static_cast<std::uint32_t>(graph_.plan.steps.size());
  }

  void add_weights(std::size_t matrix, std::size_t biases) {
    LinearWeights weights;
    for (std::size_t i = 0; i < matrix; ++i) {
      weights.matrix.push_back(static_cast<std::int32_t>(pick(0, 2)) - 1);
    }
    for (std::size_t i = 0; i < biases; ++i) {
      weights.bias.push_back(static_cast<std::int64_t>(pick(0, 6)) - 3);
    }
    graph_.weights.push_back(std::move(weights));
  }

  void conv() {
    const std::uint32_t groups = pick(0, 1) == 0 ? 1 : image_.channels;
    const Window w = window(true);
    const Image out = under(w, groups * pick(1, 3));
    add_weights(std::size_t{w.kernel_height} * w.kernel_width * (image_.channels / groups) *
                    out.channels,
                out.channels);
    add_step("conv", ConvStep{image_, out, w, groups, width_});
    image_ = out;
  }

  void relu() {
    const std::uint32_t shift = pick(0, 3);
    const std::uint32_t output_width = pick(0, 1) == 0 ? width_ : pick(6, width_);
    const auto size = static_cast<std::uint32_t>(image_.size());
    add_step("relu", ReluStep{size, width_, shift, output_width});
    width_ = output_width;
  }

  void max_pool() {
    const Window w = window(true);
    const Image out = under(w, image_.channels);
    add_step("max", MaxPoolStep{image_, out, w, width_});
    image_ = out;
  }

  void sum_pool() {
    const Window w = window(true);
    const Image out = under(w, image_.channels);
    add_step("sum", SumPoolStep{image_, out, w, width_});
    image_ = out;
  }

  /// y = relu(-3 conv1x1(x) + 2 x + 5)
  void residual() {
    const std::uint32_t skipped = last_tensor();
    add_weights(std::size_t{image_.channels} * image_.channels, image_.channels);
    add_step("conv", ConvStep{image_, image_, Window{}, 1, width_});
    add_step("sum", SumStep{static_cast<std::uint32_t>(image_.size()), {-3, 2}, 5, width_},
             {last_tensor(), skipped});
    relu();
  }

  /// x beside its own double.
  void concat() {
    const auto size = static_cast<std::uint32_t>(image_.size());
    add_step("concat", ConcatStep{{size, size}, {0, 1}, width_},
             {last_tensor(), last_tensor()});
    image_.channels *= 2;
  }

  void dense() {
    const auto size = static_cast<std::uint32_t>(image_.size());
    const std::uint32_t outputs = pick(1, 5);
    add_weights(std::size_t{size} * outputs, outputs);
    add_step("fc", DenseStep{size, outputs, width_});
  }

  std::mt19937_64 random_;
  RandomGraph graph_;
  Image image_;
  std::uint32_t width_ = 0;
};

}  // namespace medisc::test
