/// Steps that each party computes on its own share, without a flight or a bit.
#pragma once

#include <variant>

#include "plan/steps.hpp"

namespace medisc {

struct LocalGate {
  std::variant<SumPoolStep, SumStep, ConcatStep> step;
  /// The hospital's share does not depend on the record.
  bool ahead = false;
  bool used = true;  ///< a session uses it
};

}  // namespace medisc
