/// Steps of a plan between the generated code and plan/plan.hpp. Only the codec includes this.
#pragma once

#include <medisc.capnp.h>

#include "plan/plan.hpp"

namespace medisc::wire {

void write_step(Step::Builder out, const medisc::Step& step);

/// Throws Failure (kProtocol) where a limit is broken; whether the step makes sense is for
/// `validate` to say.
medisc::Step read_step(Step::Reader in);

}  // namespace medisc::wire
