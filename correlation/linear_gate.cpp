#include "correlation/linear_gate.hpp"

namespace medisc {
namespace {

std::size_t taps(const ConvStep& conv) {
  return std::size_t{conv.window.kernel_height} * conv.window.kernel_width;
}

LinearShape shape_of(const DenseStep& step) {
  return DenseShape{step.inputs, step.outputs};
}

LinearShape shape_of(const ConvStep& step) {
  const Window& window = step.window;
  return ConvolutionShape{step.in.channels,
                          step.out.channels,
                          step.groups,
                          {step.in.height, step.out.height, window.kernel_height,
                           window.stride_height, window.pad_top, window.dilation_height},
                          {step.in.width, step.out.width, window.kernel_width,
                           window.stride_width, window.pad_left, window.dilation_width}};
}

}  // namespace

LinearGate::LinearGate(const DenseStep& step)
    : map(step),
      inputs(step.inputs),
      outputs(step.outputs),
      weights(inputs * outputs),
      biases(outputs),
      width(step.width) {}

LinearGate::LinearGate(const ConvStep& step)
    : map(step),
      inputs(step.in.size()),
      outputs(step.out.size()),
      weights(taps(step) * (step.in.channels / step.groups) * step.out.channels),
      biases(step.out.channels),
      width(step.width) {}

template <RingWord Word>
LinearMap<Word> linear_map(const LinearGate& gate, std::span<const Word> matrix,
                           WeightRange range) {
  const LinearShape shape =
      std::visit([](const auto& step) { return shape_of(step); }, gate.map);
  return LinearMap<Word>(shape, matrix, gate.width, range);
}

#define MEDISC_INSTANTIATE(Word)                                                      \
  template LinearMap<Word> linear_map<Word>(const LinearGate&, std::span<const Word>, \
                                            WeightRange);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
