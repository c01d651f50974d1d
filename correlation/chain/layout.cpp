#include "correlation/chain/layout.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

namespace medisc {
namespace {

/// The cheapest digits over the lowest bits, given how many digits stand above: a dynamic
/// programme, for a digit's cost depends on its length alone.
class Search {
 public:
  Search(unsigned bits, unsigned shift, unsigned weight) : shift_(shift), weight_(weight) {
    best_.assign(bits + 1, std::vector<std::optional<Best>>(bits + 1));
  }

  std::vector<unsigned> digits(unsigned bits) {
    std::vector<unsigned> chosen;
    for (std::size_t above = 0; bits > 0; ++above) {
      chosen.push_back(best(bits, above).top);
      bits -= chosen.back();
    }
    std::reverse(chosen.begin(), chosen.end());
    return chosen;
  }

 private:
  struct Best {
    std::size_t cost = 0;
    unsigned top = 0;  ///< bits of the highest digit
  };

  Best best(unsigned bits, std::size_t above) {
    if (bits == 0) return {};
    std::optional<Best>& known = best_[bits][above];
    if (known) return *known;
    for (unsigned m = 1; m <= std::min(kMostDigitBits, bits); ++m) {
      const unsigned low = bits - m;
      if (low < shift_ && shift_ < bits) continue;
      const std::size_t cost = cost_of(low, m, above + 1) + best(low, above + 1).cost;
      if (!known || cost < known->cost) known = Best{cost, m};
    }
    return *known;
  }

  std::size_t cost_of(unsigned low, unsigned bits, std::size_t length) const {
    const std::size_t values = std::size_t{1} << bits;
    const std::size_t corrections = low == 0 ? values * length : 2 * (values - 1) * length;
    const std::size_t sent = low == 0 ? 1 : 1 + length;
    return corrections + weight_ * sent;
  }

  unsigned shift_;
  unsigned weight_;
  std::vector<std::vector<std::optional<Best>>> best_;  ///< by bits, by digits above
};

}  // namespace

ChainLayout make_chain_layout(const std::vector<unsigned>& digits, unsigned shift) {
  ChainLayout layout;
  const std::size_t n = digits.size();
  layout.sent_rows = n;
  unsigned low = 0;
  for (std::size_t j = 0; j < n; ++j) {
    if (shift > 0 && low == shift) layout.carry_digit = j;
    ChainDigit digit;
    digit.low = low;
    digit.bits = digits[j];
    digit.length = n - j;
    digit.states = j == 0 ? 1 : 2;
    digit.table = layout.table_rows;
    digit.corrected = layout.corrected_rows;
    digit.first_row = layout.first_rows;
    digit.difference = layout.sent_rows;
    const std::size_t entries = digit.states * digit.length;
    layout.table_rows += digit.values() * entries;
    layout.corrected_rows += (digit.values() - (j > 0 ? 1 : 0)) * entries;
    if (j > 0) {
      layout.first_rows += entries;
      layout.sent_rows += digit.length;
    }
    layout.digits.push_back(digit);
    low += digits[j];
  }
  return layout;
}

ChainLayout best_chain_layout(unsigned width, unsigned shift, unsigned weight) {
  thread_local std::map<std::tuple<unsigned, unsigned, unsigned>, ChainLayout> found;
  const auto key = std::tuple(width, shift, weight);
  const auto known = found.find(key);
  if (known != found.end()) return known->second;
  ChainLayout layout =
      make_chain_layout(Search(width - 1, shift, weight).digits(width - 1), shift);
  return found.emplace(key, std::move(layout)).first->second;
}

}  // namespace medisc
