/// What a party receives, over many lanes, and the distribution of it.
#pragma once

#include <span>

#include "tests/protocol/masking/randomness.hpp"

namespace medisc::test {

/// A digest of each lane's view, in the order in which it comes.
class View {
 public:
  explicit View(std::size_t lanes) : digests_(lanes, 1) {}

  void add(const BitPlanes& rows) {
    for (std::size_t first = 0; first < rows.rows(); first += 64) {
      add(packed(rows, first, std::min<std::size_t>(64, rows.rows() - first)));
    }
  }
  void add(const std::vector<std::uint64_t>& words) {
    for (std::size_t i = 0; i < digests_.size(); ++i) {
      digests_[i] = mixed((digests_[i] ^ words[i]) * 0xd6e8feb86659fd93);
    }
  }

  std::span<const std::uint64_t> digests() const { return digests_; }

 private:
  /// Bit r of word i is lane i of row first + r.
  static std::vector<std::uint64_t> packed(const BitPlanes& rows, std::size_t first,
                                           std::size_t count) {
    std::vector<std::uint64_t> words(rows.words_per_row() * 64);
    for (std::size_t r = 0; r < count; ++r) {
      const auto row = rows.row(first + r);
      for (std::size_t w = 0; w < row.size(); ++w) {
        std::uint64_t* const to = words.data() + 64 * w;
        for (std::size_t j = 0; j < 64; ++j) to[j] |= ((row[w] >> j) & 1) << r;
      }
    }
    return words;
  }

  std::vector<std::uint64_t> digests_;
};

/// How often each view came: a multiset of digests, as two sums of what they are mixed to.
struct Distribution {
  std::uint64_t sum = 0;
  std::uint64_t other_sum = 0;
  std::uint64_t count = 0;

  void add(const View& view) {
    for (const std::uint64_t digest : view.digests()) {
      sum += mixed(digest);
      other_sum += mixed(digest ^ 0x5555aaaa12345678);
      ++count;
    }
  }
  bool operator==(const Distribution&) const = default;
};

}  // namespace medisc::test
