#include "messages/plan_steps_wire.hpp"

#include <string>

#include "messages/fields.hpp"

namespace medisc::wire {
namespace {

void write(Image::Builder out, const medisc::Image& image) {
  out.setChannels(image.channels);
  out.setHeight(image.height);
  out.setWidth(image.width);
}

void write(Window::Builder out, const medisc::Window& window) {
  out.setKernelHeight(window.kernel_height);
  out.setKernelWidth(window.kernel_width);
  out.setStrideHeight(window.stride_height);
  out.setStrideWidth(window.stride_width);
  out.setPadTop(window.pad_top);
  out.setPadLeft(window.pad_left);
  out.setPadBottom(window.pad_bottom);
  out.setPadRight(window.pad_right);
  out.setDilationHeight(window.dilation_height);
  out.setDilationWidth(window.dilation_width);
}

/// What convolutions and pools have in common.
template <class Builder, class WindowStep>
void write_window_step(Builder out, const WindowStep& step) {
  write(out.initInput(), step.in);
  write(out.initOutput(), step.out);
  write(out.initWindow(), step.window);
  out.setWidth(step.width);
}

template <class List>
void write_list(List out, const std::vector<std::uint32_t>& values) {
  for (unsigned i = 0; i < out.size(); ++i) out.set(i, values[i]);
}

void write_op(Step::Builder out, const medisc::DenseStep& dense) {
  auto op = out.initDense();
  op.setInputs(dense.inputs);
  op.setOutputs(dense.outputs);
  op.setWidth(dense.width);
}

void write_op(Step::Builder out, const medisc::ReluStep& relu) {
  auto op = out.initRelu();
  op.setSize(relu.size);
  op.setWidth(relu.width);
  op.setShift(relu.shift);
  op.setOutputWidth(relu.output_width);
}

void write_op(Step::Builder out, const medisc::ConvStep& conv) {
  auto op = out.initConv();
  write_window_step(op, conv);
  op.setGroups(conv.groups);
}

void write_op(Step::Builder out, const medisc::SumPoolStep& pool) {
  write_window_step(out.initSumPool(), pool);
}

void write_op(Step::Builder out, const medisc::MaxPoolStep& pool) {
  write_window_step(out.initMaxPool(), pool);
}

void write_op(Step::Builder out, const medisc::SumStep& sum) {
  auto op = out.initSum();
  op.setSize(sum.size);
  op.setMultipliers(kj::arrayPtr(sum.multipliers.data(), sum.multipliers.size()));
  op.setOffset(sum.offset);
  op.setWidth(sum.width);
}

void write_op(Step::Builder out, const medisc::ConcatStep& concat) {
  auto op = out.initConcat();
  write_list(op.initSizes(static_cast<unsigned>(concat.sizes.size())), concat.sizes);
  write_list(op.initShifts(static_cast<unsigned>(concat.shifts.size())), concat.shifts);
  op.setWidth(concat.width);
}

medisc::Image read(Image::Reader in) {
  return {in.getChannels(), in.getHeight(), in.getWidth()};
}

medisc::Window read(Window::Reader in) {
  return {in.getKernelHeight(), in.getKernelWidth(), in.getStrideHeight(),
          in.getStrideWidth(),  in.getPadTop(),      in.getPadLeft(),
          in.getPadBottom(),    in.getPadRight(),    in.getDilationHeight(),
          in.getDilationWidth()};
}

std::vector<std::uint32_t> read(capnp::List<std::uint32_t>::Reader in, const char* what) {
  check_at_most(what, in.size(), kMaxSteps);
  std::vector<std::uint32_t> values;
  for (const std::uint32_t value : in) values.push_back(value);
  return values;
}

medisc::ConvStep read_conv(ConvStep::Reader in) {
  return {read(in.getInput()), read(in.getOutput()), read(in.getWindow()), in.getGroups(),
          in.getWidth()};
}

template <class Pool>
Pool read_pool(PoolStep::Reader in) {
  return {read(in.getInput()), read(in.getOutput()), read(in.getWindow()), in.getWidth()};
}

}  // namespace

void write_step(Step::Builder out, const medisc::Step& step) {
  out.setName(as_text(step.name));
  out.setScale(step.scale);
  std::visit([&](const auto& op) { write_op(out, op); }, step.op);
  write_list(out.initInputs(static_cast<unsigned>(step.inputs.size())), step.inputs);
}

medisc::Step read_step(Step::Reader in) {
  medisc::Step step;
  step.name = read_name(in.getName(), "step name");
  step.scale = in.getScale();
  step.inputs = read(in.getInputs(), "step inputs");
  switch (in.which()) {
    case Step::DENSE: {
      const auto op = in.getDense();
      step.op = medisc::DenseStep{op.getInputs(), op.getOutputs(), op.getWidth()};
      return step;
    }
    case Step::RELU: {
      const auto op = in.getRelu();
      step.op =
          medisc::ReluStep{op.getSize(), op.getWidth(), op.getShift(), op.getOutputWidth()};
      return step;
    }
    case Step::CONV:
      step.op = read_conv(in.getConv());
      return step;
    case Step::SUM_POOL:
      step.op = read_pool<medisc::SumPoolStep>(in.getSumPool());
      return step;
    case Step::MAX_POOL:
      step.op = read_pool<medisc::MaxPoolStep>(in.getMaxPool());
      return step;
    case Step::SUM: {
      const auto op = in.getSum();
      const auto multipliers = op.getMultipliers();
      check_at_most("sum multipliers", multipliers.size(), kMaxSteps);
      medisc::SumStep sum{op.getSize(), {}, op.getOffset(), op.getWidth()};
      for (const std::int64_t value : multipliers) sum.multipliers.push_back(value);
      step.op = std::move(sum);
      return step;
    }
    case Step::CONCAT: {
      const auto op = in.getConcat();
      step.op = medisc::ConcatStep{read(op.getSizes(), "concat sizes"),
                                   read(op.getShifts(), "concat shifts"), op.getWidth()};
      return step;
    }
  }
  refuse_field("step kind", std::to_string(static_cast<unsigned>(in.which())), "a known kind");
}

}  // namespace medisc::wire
