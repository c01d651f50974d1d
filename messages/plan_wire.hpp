/// Plans between the generated code and plan/plan.hpp. Only the codec's sources include this.
#pragma once

#include <medisc.capnp.h>

#include "plan/plan.hpp"

namespace medisc::wire {

void write_plan(Plan::Builder out, const medisc::Plan& plan);

/// Throws Failure (kProtocol) where a limit is broken or `validate` refuses the plan.
medisc::Plan read_plan(Plan::Reader in);

}  // namespace medisc::wire
