/// Instruction sets that kernels are written for; chosen at run time, so that one binary runs
/// on every x86-64.
#pragma once

#include <vector>

namespace medisc {

enum class SimdTarget {
  kPortable,  ///< plain C++, on any machine
  kAvx2,
  kAvx512,  ///< F, BW, DQ, VL and VNNI
};

/// "portable", "avx2", "avx512".
const char* name_of(SimdTarget target);

/// What this machine runs, the portable one first, the fastest last.
const std::vector<SimdTarget>& supported_targets();

inline SimdTarget best_target() {
  return supported_targets().back();
}

}  // namespace medisc

/// Compiles one function for a target. It must be reached through a check of supported_targets.
#define MEDISC_AVX2 __attribute__((target("avx2")))
#define MEDISC_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
