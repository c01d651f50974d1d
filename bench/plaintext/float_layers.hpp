/// The layers of a network as a list of steps on oneDNN's memories. Throws dnnl::error.
#pragma once

#include <functional>
#include <unordered_map>
#include <vector>

#include <dnnl.hpp>

#include "compiler/network.hpp"

namespace medisc {

class FloatLayers {
 public:
  /// `network` must outlive the calls of `add`.
  explicit FloatLayers(const Network& network);
  FloatLayers(const FloatLayers&) = delete;  // steps refer to it
  FloatLayers& operator=(const FloatLayers&) = delete;

  /// Adds the next layer. `relu`: the layer behind it is a ReLU that alone reads it, and is
  /// done along with it (a dense layer, convolution or pool); `repeat` then stands for that.
  void add(std::size_t layer, bool relu);
  void repeat();
  /// After the last layer.
  void finish();

  /// The record's values and the logits, in plain order.
  float* record() const;
  const float* logits() const;
  void run();

 private:
  struct Writer;
  using Dims = dnnl::memory::dims;

  void execute(const dnnl::primitive& primitive,
               std::unordered_map<int, dnnl::memory> arguments);
  /// All zero.
  dnnl::memory allocate(const dnnl::memory::desc& layout);
  /// The same values in row-major order; copied where they are in another.
  dnnl::memory plain(const dnnl::memory& values);
  /// The same values in another layout, whose dimensions may be others of the same size.
  dnnl::memory in_layout(const dnnl::memory& values, const dnnl::memory::desc& layout);
  /// Numbers that never change, given in row-major order.
  dnnl::memory constant(const std::vector<double>& values, const Dims& dims,
                        const dnnl::memory::desc& layout);
  dnnl::memory reordered(const dnnl::memory& values, const dnnl::memory::desc& layout,
                         bool once);

  const Network& network_;
  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_{engine_};
  std::vector<dnnl::memory> tensors_;  ///< as Network numbers them
  std::vector<dnnl::memory> kept_;     ///< what views look at
  std::vector<std::function<void()>> steps_;
};

}  // namespace medisc
