/// How a chain cuts the bits that it compares into digits, and where its rows stand.
///
/// Digit j covers m_j bits from low_j on, low to high. The state that enters it is the borrow
/// out of the digits below; digit 0 is entered without one. n digits; L_j = n - j.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace medisc {

/// Bits of a digit, and digits of a chain, at most.
inline constexpr unsigned kMostDigitBits = 6;
inline constexpr std::size_t kMostDigits = 63;

struct ChainDigit {
  unsigned low = 0;
  unsigned bits = 0;
  std::size_t length = 0;  ///< L_j: bits of an entry, the next state's and its key's
  std::size_t states = 2;  ///< 1 for digit 0

  // First rows, each array's of one chain. An entry (v, state) of the tables is L_j rows.
  std::size_t table = 0;       ///< of the masks: all v
  std::size_t corrected = 0;   ///< of the corrections: v >= 1, of digit 0 all v
  std::size_t first_row = 0;   ///< of the service's own: v = 0, of the digits from 1 on
  std::size_t difference = 0;  ///< of what the service sends: D_j, of the digits from 1 on

  std::size_t values() const { return std::size_t{1} << bits; }
};

struct ChainLayout {
  std::vector<ChainDigit> digits;
  std::size_t table_rows = 0;
  std::size_t corrected_rows = 0;
  std::size_t first_rows = 0;
  std::size_t sent_rows = 0;  ///< n sums E_t, then the differences D_j: n (n + 1) / 2
  /// The digit that c_s enters, where s > 0.
  std::optional<std::size_t> carry_digit;
};

/// Bits of `digits`, low to high, with bit s a digit's first where s > 0.
ChainLayout make_chain_layout(const std::vector<unsigned>& digits, unsigned shift);

/// The layout of the least corrections + weight x sent bits. 2 <= k <= 64, 0 <= s <= k - 2.
/// A thread finds it once for each (k, s, weight).
ChainLayout best_chain_layout(unsigned width, unsigned shift, unsigned weight);

}  // namespace medisc
