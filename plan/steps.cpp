#include "plan/steps.hpp"

#include <numeric>

namespace medisc {
namespace {

std::uint32_t slides(std::uint64_t length, std::uint64_t kernel, std::uint64_t stride,
                     std::uint64_t dilation) {
  const std::uint64_t reach = (kernel - 1) * dilation + 1;
  if (kernel == 0 || stride == 0 || dilation == 0 || reach > length) return 0;
  return static_cast<std::uint32_t>((length - reach) / stride + 1);
}

}  // namespace

std::uint32_t Window::output_height(const Image& in) const {
  return slides(std::uint64_t{in.height} + pad_top + pad_bottom, kernel_height, stride_height,
                dilation_height);
}

std::uint32_t Window::output_width(const Image& in) const {
  return slides(std::uint64_t{in.width} + pad_left + pad_right, kernel_width, stride_width,
                dilation_width);
}

std::uint64_t ConvStep::weight_count() const {
  return std::uint64_t{out.channels} * (in.channels / groups) * window.kernel_height *
         window.kernel_width;
}

std::uint64_t ConcatStep::result_size() const {
  return std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
}

const char* op_name(const Step& step) {
  const auto* threshold = std::get_if<ThresholdStep>(&step.op);
  if (threshold != nullptr && threshold->function == Piecewise::relu()) return "relu";
  return std::visit([](const auto& op) { return op.kName; }, step.op);
}

std::uint64_t result_size(const Step& step) {
  return std::visit([](const auto& op) { return op.result_size(); }, step.op);
}

std::uint32_t result_width(const Step& step) {
  return std::visit([](const auto& op) { return op.result_width(); }, step.op);
}

std::uint64_t weight_count(const Step& step) {
  return std::visit(
      [](const auto& op) -> std::uint64_t {
        if constexpr (requires { op.weight_count(); }) return op.weight_count();
        return 0;
      },
      step.op);
}

}  // namespace medisc
