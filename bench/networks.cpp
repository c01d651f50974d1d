#include "bench/networks.hpp"

#include <random>

namespace medisc::bench {
namespace {

/// Appends layers to the tensor made last.
class Builder {
 public:
  Builder(std::string name, std::uint32_t ring_bits, Image input) : image_(input) {
    network_.name = std::move(name);
    network_.plan.ring_bits = ring_bits;
    network_.plan.input = {static_cast<std::uint32_t>(input.size()), 8, {0}};
  }

  Builder& conv_relu(std::uint32_t channels, std::uint32_t width, std::uint32_t shift,
                     std::uint32_t next_width) {
    const Window window{3, 3, 1, 1, 1, 1, 1, 1};
    const Image out{channels, image_.height, image_.width};
    add_weights(std::size_t{9} * image_.channels * channels, channels);
    add("conv", ConvStep{image_, out, window, 1, width});
    image_ = out;
    return relu(width, shift, next_width);
  }

  Builder& pool(std::uint32_t width) {
    const Image out{image_.channels, image_.height / 2, image_.width / 2};
    add("pool", SumPoolStep{image_, out, Window{2, 2, 2, 2}, width});
    image_ = out;
    return *this;
  }

  Builder& dense(std::uint32_t outputs, std::uint32_t width) {
    const auto inputs = static_cast<std::uint32_t>(image_.size());
    add_weights(std::size_t{inputs} * outputs, outputs);
    add("dense", DenseStep{inputs, outputs, width});
    image_ = {outputs};
    return *this;
  }

  Builder& relu(std::uint32_t width, std::uint32_t shift, std::uint32_t next_width) {
    add("relu", relu_step(static_cast<std::uint32_t>(image_.size()), width, shift, next_width));
    return *this;
  }

  BenchNetwork done() { return std::move(network_); }

 private:
  template <class Op>
  void add(const char* name, Op op) {
    network_.plan.steps.push_back(Step{name, 0, std::move(op)});
  }

  void add_weights(std::size_t matrix, std::size_t biases) {
    std::uniform_int_distribution<std::int32_t> weight(-255, 255);
    LinearWeights weights;
    for (std::size_t i = 0; i < matrix; ++i) weights.matrix.push_back(weight(random_));
    for (std::size_t i = 0; i < biases; ++i) weights.bias.push_back(weight(random_));
    network_.weights.push_back(std::move(weights));
  }

  std::mt19937 random_{1};
  Image image_;
  BenchNetwork network_;
};

}  // namespace

BenchNetwork c1(std::uint32_t ring_bits) {
  return Builder("c1", ring_bits, {3, 32, 32})
      .conv_relu(64, 26, 11, 26)
      .conv_relu(64, 26, 13, 24)
      .pool(24)
      .conv_relu(64, 24, 10, 26)
      .conv_relu(64, 26, 13, 24)
      .pool(24)
      .conv_relu(64, 24, 10, 24)
      .conv_relu(64, 24, 11, 24)
      .conv_relu(16, 24, 11, 26)
      .dense(10, 26)
      .done();
}

BenchNetwork m1(std::uint32_t ring_bits) {
  return Builder("m1", ring_bits, {784})
      .dense(128, 26)
      .relu(26, 11, 24)
      .dense(128, 24)
      .relu(24, 9, 26)
      .dense(10, 26)
      .done();
}

BenchNetwork breast(std::uint32_t ring_bits) {
  return Builder("breast", ring_bits, {30})
      .dense(16, 26)
      .relu(26, 12, 26)
      .dense(16, 26)
      .relu(26, 12, 28)
      .dense(2, 28)
      .done();
}

}  // namespace medisc::bench
