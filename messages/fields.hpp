/// The kinds of field that messages are made of, read with every check and written. Readers
/// throw Failure (kProtocol) naming the field. Only the codec's sources include this.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <capnp/blob.h>
#include <capnp/list.h>

#include "error/error.hpp"
#include "messages/identifiers.hpp"
#include "messages/message.hpp"
#include "ring/word.hpp"

namespace medisc::wire {

using DataList = capnp::List<capnp::Data>;

[[noreturn]] void refuse_field(const char* field, const std::string& found,
                               const std::string& expected);

/// A list or text length against its limit.
void check_at_most(const char* field, std::size_t found, std::size_t limit);

template <std::size_t kSize>
std::array<std::uint8_t, kSize> read_exact(capnp::Data::Reader bytes, const char* field) {
  if (bytes.size() != kSize) {
    refuse_field(field, std::to_string(bytes.size()) + " bytes", std::to_string(kSize));
  }
  std::array<std::uint8_t, kSize> value;
  std::copy(bytes.begin(), bytes.end(), value.begin());
  return value;
}

inline Bytes read_bytes(capnp::Data::Reader bytes) {
  return {bytes.begin(), bytes.end()};
}

/// At most `limit` bytes of any kind.
std::string read_text(capnp::Text::Reader text, std::size_t limit, const char* field);

/// 0 to kMaxName bytes without control characters: names end up in terminals and logs.
std::string read_name(capnp::Text::Reader text, const char* field);

/// A name that isn't empty.
std::string read_model(capnp::Text::Reader text, const char* field);

/// At most kMaxIds ids, all different: no bundle is named twice in one breath.
std::vector<BundleId> read_ids(DataList::Reader list, const char* field);

/// Fails where an id comes twice.
void check_distinct(std::vector<BundleId> ids, const char* field);

template <class Array>
capnp::Data::Reader as_data(const Array& bytes) {
  return {bytes.data(), bytes.size()};
}

inline capnp::Text::Reader as_text(const std::string& text) {
  return {text.c_str(), text.size()};
}

void write_ids(DataList::Builder list, const std::vector<BundleId>& ids);

}  // namespace medisc::wire
