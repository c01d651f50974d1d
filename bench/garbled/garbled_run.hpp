/// A garbled gate over many values, both parties in memory: what each does, and the bytes that
/// would cross.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bench/garbled/half_gates.hpp"
#include "bench/garbled/shared_gates.hpp"

namespace medisc::bench {

struct GarbledRun {
  std::vector<std::uint64_t> z0;  ///< the hospital's new shares
  std::vector<std::uint64_t> z1;  ///< the service's
  // Seconds.
  double garble = 0;    ///< service, ahead of time
  double encode = 0;    ///< service, online: the labels of its shares
  double evaluate = 0;  ///< hospital, online
  // Bytes.
  std::uint64_t tables = 0;        ///< ahead: 32 an AND
  std::uint64_t mask_labels = 0;   ///< ahead: 16 a bit of the mask
  std::uint64_t decoding = 0;      ///< ahead: a bit an output
  std::uint64_t transfer = 0;      ///< ahead: oblivious transfer of the hospital's labels
  std::uint64_t share_labels = 0;  ///< online: 16 a bit of the service's shares

  std::uint64_t ahead() const { return tables + mask_labels + decoding + transfer; }
};

/// Bytes of one transferred label under free XOR: IKNP with correlated labels (Asharov et al.,
/// CCS 2013), 128 bits up, where the transfer's output is the label itself, so nothing goes
/// down. SoftSpoken (Roy, Crypto 2022) with parameter f takes 16 / f, for 2^f / f times the
/// work. The 128 base transfers, some kilobytes once, are not counted.
constexpr std::uint64_t kTransferBytes = 16;

/// Kept from run to run, so that none but the first pays for fresh pages.
struct GarbledMemory {
  Garbling garbling;
  std::vector<Block> labels;
};

/// `y0`, `y1`: taps shares a gate, one gate after the other; `masks`: one a gate, mod
/// 2^output_width. The hospital's labels are taken as transferred, at no time.
GarbledRun run_garbled(const SharedGate& gate, std::span<const std::uint64_t> y0,
                       std::span<const std::uint64_t> y1, std::span<const std::uint64_t> masks,
                       Block seed, GarbledMemory& memory);

}  // namespace medisc::bench
