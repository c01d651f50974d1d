/// What every harness shares: its entry, and how it says that what it holds to be true is not.
///
/// A harness is one source with LLVMFuzzerTestOneInput, which hands bytes to a decoder and
/// checks what comes out. libFuzzer calls it in the preset "asan-ubsan" (scripts/fuzz); in every
/// other preset replay.cpp calls it with the committed corpus.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace medisc::fuzz {

/// Ends the process, with `claim` on standard error, where it does not hold.
void require(bool holds, const char* claim);

}  // namespace medisc::fuzz
