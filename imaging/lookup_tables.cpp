#include "imaging/lookup_tables.hpp"

#include <algorithm>

namespace medisc {
namespace {

constexpr std::size_t kMostEntries = 1u << 16;  ///< which a descriptor writes as 0

/// Entries of 16 bits, or of 8 that stand two in a word.
Result<std::vector<std::uint16_t>> entries_of(DcmItem& item, const DcmTagKey& key,
                                              std::size_t count, unsigned bits,
                                              const std::string& file) {
  const Uint16* words = nullptr;
  unsigned long found = 0;
  if (item.findAndGetUint16Array(key, words, &found).bad() || words == nullptr) {
    return bad_attribute(file, key, "is missing, or no table");
  }
  const bool packed = bits <= 8 && found == (count + 1) / 2;
  if (!packed && found < count) {
    return bad_attribute(file, key, "has fewer entries than its descriptor says");
  }
  std::vector<std::uint16_t> entries(count);
  for (std::size_t i = 0; i < count; ++i) {
    entries[i] =
        packed ? static_cast<std::uint16_t>(words[i / 2] >> (i % 2 * 8) & 0xFF) : words[i];
  }
  return entries;
}

}  // namespace

Result<LookupTable> table_of(DcmItem& item, const DcmTagKey& descriptor,
                             const DcmTagKey& entries, bool is_signed,
                             const std::string& file) {
  const auto count = word_of(item, descriptor, 0, false);
  const auto first = word_of(item, descriptor, 1, is_signed);
  const auto bits = word_of(item, descriptor, 2, false);
  if (!count || !first || !bits || *bits < 1 || *bits > 16) {
    return bad_attribute(file, descriptor, "is no descriptor of a table");
  }
  LookupTable table;
  table.first = *first;
  table.bits = static_cast<unsigned>(*bits);
  auto list =
      entries_of(item, entries, *count == 0 ? kMostEntries : static_cast<std::size_t>(*count),
                 table.bits, file);
  if (!list) return tl::unexpected(list.error());
  table.entries = std::move(*list);
  const std::uint32_t end = std::uint32_t{1} << table.bits;
  const bool fits = std::all_of(table.entries.begin(), table.entries.end(),
                                [&](std::uint16_t entry) { return entry < end; });
  if (!fits) return bad_attribute(file, entries, "has entries beyond its descriptor's bits");
  return table;
}

}  // namespace medisc
