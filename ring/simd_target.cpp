#include "ring/simd_target.hpp"

namespace medisc {
namespace {

std::vector<SimdTarget> detect() {
  std::vector<SimdTarget> targets{SimdTarget::kPortable};
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2")) return targets;
  targets.push_back(SimdTarget::kAvx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vnni")) {
    targets.push_back(SimdTarget::kAvx512);
  }
#endif
  return targets;
}

}  // namespace

const char* name_of(SimdTarget target) {
  switch (target) {
    case SimdTarget::kAvx2:
      return "avx2";
    case SimdTarget::kAvx512:
      return "avx512";
    default:
      return "portable";
  }
}

const std::vector<SimdTarget>& supported_targets() {
  static const std::vector<SimdTarget> targets = detect();
  return targets;
}

}  // namespace medisc
