#include "messages/plan_steps_wire.hpp"

#include <string>
#include <type_traits>
#include <variant>

#include "messages/plan_steps_schema.hpp"
#include "messages/wire_fields.hpp"

namespace medisc::wire {
namespace {

template <class... Op>
std::variant<Op...> read_op(Step::Reader in, std::type_identity<std::variant<Op...>>) {
  std::variant<Op...> op;
  const auto read_if = [&]<class One>(std::type_identity<One>) {
    constexpr auto kKind = OnWire<One>::kKind;
    if (in.which() != kKind.which) return false;
    op = read_fields<One>((in.*kKind.get)());
    return true;
  };
  if ((read_if(std::type_identity<Op>()) || ...)) return op;
  refuse_field("step kind", std::to_string(static_cast<unsigned>(in.which())), "a known kind");
}

}  // namespace

void write_step(Step::Builder out, const medisc::Step& step) {
  out.setName(as_text(step.name));
  out.setScale(step.scale);
  std::visit([&]<class Op>(const Op& op) { write_fields((out.*OnWire<Op>::kKind.init)(), op); },
             step.op);
  write_list(out.initInputs(static_cast<unsigned>(step.inputs.size())), step.inputs);
}

medisc::Step read_step(Step::Reader in) {
  medisc::Step step;
  step.name = read_name(in.getName(), "step name");
  step.scale = in.getScale();
  read_list(in.getInputs(), step.inputs, "step inputs", kMaxSteps);
  step.op = read_op(in, std::type_identity<StepOp>());
  return step;
}

}  // namespace medisc::wire
