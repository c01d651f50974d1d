// A machine that runs plain C++ alone, in place of ring/simd_target.cpp.
#include "ring/simd_target.hpp"

namespace medisc {

const char* name_of(SimdTarget) {
  return "portable";
}

const std::vector<SimdTarget>& supported_targets() {
  static const std::vector<SimdTarget> targets{SimdTarget::kPortable};
  return targets;
}

}  // namespace medisc
