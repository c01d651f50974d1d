/// What benchmarks compute on: numbered seeds and random words. Timing depends on neither.
#pragma once

#include <random>
#include <vector>

#include "ring/seed.hpp"
#include "ring/word.hpp"

namespace medisc::bench {

inline Seed numbered_seed(std::uint8_t number) {
  std::array<std::uint8_t, Seed::kBytes> bytes{number};
  return Seed(bytes);
}

template <RingWord Word>
std::vector<Word> random_words(std::size_t count) {
  std::mt19937_64 random(count);
  std::vector<Word> words(count);
  for (Word& word : words) word = static_cast<Word>(random());
  return words;
}

}  // namespace medisc::bench
