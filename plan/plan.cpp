#include "plan/plan.hpp"

#include <fmt/format.h>

namespace medisc {
namespace {

struct ResultOf {
  std::uint64_t size = 0;
  std::uint32_t width = 0;
};

ResultOf result_of(const DenseStep& op) {
  return {op.outputs, op.width};
}
ResultOf result_of(const ReluStep& op) {
  return {op.size, op.output_width};
}
ResultOf result_of(const ConvStep& op) {
  return {op.out.size(), op.width};
}
ResultOf result_of(const SumPoolStep& op) {
  return {op.out.size(), op.width};
}
ResultOf result_of(const MaxPoolStep& op) {
  return {op.out.size(), op.width};
}
ResultOf result_of(const SumStep& op) {
  return {op.size, op.width};
}
ResultOf result_of(const ConcatStep& op) {
  std::uint64_t size = 0;
  for (const std::uint32_t part : op.sizes) size += part;
  return {size, op.width};
}

ResultOf result_of(const Step& step) {
  return std::visit([](const auto& op) { return result_of(op); }, step.op);
}

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

std::uint32_t Plan::outputs() const {
  return steps.empty() ? 0 : static_cast<std::uint32_t>(result_size(steps.back()));
}

std::int32_t Plan::output_scale() const {
  return steps.empty() ? 0 : steps.back().scale;
}

std::uint32_t Plan::output_width() const {
  return steps.empty() ? 0 : result_width(steps.back());
}

std::vector<std::uint32_t> inputs_of(const Plan& plan, std::size_t index) {
  const std::vector<std::uint32_t>& inputs = plan.steps[index].inputs;
  if (!inputs.empty()) return inputs;
  return {static_cast<std::uint32_t>(index)};
}

std::uint64_t result_size(const Step& step) {
  return result_of(step).size;
}

std::uint32_t result_width(const Step& step) {
  return result_of(step).width;
}

std::uint64_t weight_count(const Step& step) {
  if (const auto* dense = std::get_if<DenseStep>(&step.op)) {
    return std::uint64_t{dense->inputs} * dense->outputs;
  }
  if (const auto* conv = std::get_if<ConvStep>(&step.op)) {
    return std::uint64_t{conv->out.channels} * (conv->in.channels / conv->groups) *
           conv->window.kernel_height * conv->window.kernel_width;
  }
  return 0;
}

std::string to_hex(const PlanHash& hash) {
  std::string text;
  for (const std::uint8_t byte : hash) text += fmt::format("{:02x}", byte);
  return text;
}

const char* op_name(const Step& step) {
  struct Name {
    const char* operator()(const DenseStep&) const { return "dense"; }
    const char* operator()(const ReluStep&) const { return "relu"; }
    const char* operator()(const ConvStep&) const { return "conv"; }
    const char* operator()(const SumPoolStep&) const { return "sum-pool"; }
    const char* operator()(const MaxPoolStep&) const { return "max-pool"; }
    const char* operator()(const SumStep&) const { return "sum"; }
    const char* operator()(const ConcatStep&) const { return "concat"; }
  };
  return std::visit(Name{}, step.op);
}

}  // namespace medisc
