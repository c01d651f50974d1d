/// MediSC's own gate over many values with dealt randomness, both parties in memory: what each
/// does, and the bytes that would cross. The counterpart of garbled_run.hpp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "correlation/gates.hpp"

namespace medisc::bench {

struct DealtRun {
  std::vector<std::uint32_t> z0;  ///< the hospital's new shares
  std::vector<std::uint32_t> z1;  ///< the service's
  // Seconds.
  double deal = 0;    ///< dealer
  double ahead = 0;   ///< both: expansion of seeds, openings that need no record
  double online = 0;  ///< both
  // Bytes.
  std::uint64_t dealt = 0;     ///< to the service; the hospital's half is a seed
  std::uint64_t openings = 0;  ///< between the parties, ahead
  std::uint64_t online_bytes = 0;
};

/// A ReLU over `size` values whose shares the hospital knows ahead.
Gate dealt_relu(std::uint32_t size, unsigned width, unsigned shift, unsigned output_width);

/// `windows` maxima of four.
Gate dealt_max_pool(std::uint32_t windows, unsigned width);

/// `gate`: one of the above. `y0`, `y1`: a gate's values one after the other, mod 2^width.
DealtRun run_dealt(const Gate& gate, const std::vector<std::uint32_t>& y0,
                   const std::vector<std::uint32_t>& y1);

}  // namespace medisc::bench
