/// An activation in the integers of a plan.
#pragma once

#include <cstdint>
#include <optional>

#include "compiler/activation.hpp"
#include "plan/piecewise.hpp"

namespace medisc {

struct IntegerFunction {
  std::int32_t scale = 0;  ///< fractional bits of its results
  Piecewise function;
};

/// f of V at `scale` fractional bits. Slopes get as few bits as hold each within 1/60 of it, or
/// within 1/1024 of the steepest and a quarter of it; a value that f has at a bend is met
/// within half a step, and so is the place of a bend behind a level piece. No bend lies further
/// than one step beyond `reach`, the largest |V|: what no value reaches costs no bits. Without
/// a result: its numbers lie over 30 bits apart.
std::optional<IntegerFunction> integer_function(const Activation& activation,
                                                std::int32_t scale, double reach);

}  // namespace medisc
