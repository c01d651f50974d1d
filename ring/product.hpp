/// Products over Z_2^l.
#pragma once

#include <cstddef>
#include <span>

#include "ring/word.hpp"

namespace medisc {

/// y[b][o] = sum_i matrix[o][i] x[b][i] mod 2^l: matrix outputs x inputs, x batch x inputs,
/// y batch x outputs, all row major.
template <RingWord Word>
void multiply(std::span<const Word> matrix, std::span<const Word> x, std::span<Word> y,
              std::size_t inputs, std::size_t outputs) {
  // Narrow words are promoted to int, whose overflow is undefined; unsigned sums are not.
  using Sum = std::conditional_t<sizeof(Word) == 8, std::uint64_t, std::uint32_t>;
  const std::size_t batch = x.size() / inputs;
  for (std::size_t b = 0; b < batch; ++b) {
    const Word* const column = x.data() + b * inputs;
    for (std::size_t o = 0; o < outputs; ++o) {
      const Word* const row = matrix.data() + o * inputs;
      Sum sum = 0;
      for (std::size_t i = 0; i < inputs; ++i) {
        sum += static_cast<Sum>(static_cast<Sum>(row[i]) * column[i]);
      }
      y[b * outputs + o] = static_cast<Word>(sum);
    }
  }
}

}  // namespace medisc
