/// A list in an error's text: the first of it in full, the others as a number.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace medisc {

class ToldList {
 public:
  static constexpr std::size_t kTold = 20;

  explicit ToldList(const char* between = ", ") : between_(between) {}

  /// `entry` makes the text, and is asked for the first alone.
  template <class Entry>
  void add(const Entry& entry) {
    if (count_++ >= kTold) return;
    if (count_ > 1) text_ += between_;
    text_ += entry();
  }

  std::size_t count() const { return count_; }

  /// "a, b and 3 more".
  std::string text() const {
    return count_ <= kTold ? text_ : text_ + " and " + std::to_string(count_ - kTold) + " more";
  }

 private:
  const char* between_;
  std::string text_;
  std::size_t count_ = 0;
};

/// A name from a file, as an error shows it: at most 64 bytes, and nothing that moves a cursor.
inline std::string shown(std::string_view name) {
  constexpr std::size_t kMostBytes = 64;
  std::size_t end = name.size();
  if (end > kMostBytes) {
    end = kMostBytes;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
  }
  std::string text(name.substr(0, end));
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return end < name.size() ? text + "..." : text;
}

}  // namespace medisc
