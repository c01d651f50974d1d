#include "messages/segment.hpp"

#include <cstring>
#include <utility>

namespace medisc::wire {
namespace {

void put_u32(std::uint8_t* out, std::size_t value) {
  for (unsigned i = 0; i < 4; ++i) out[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

std::size_t get_u32(const std::uint8_t* in) {
  std::size_t value = 0;
  for (unsigned i = 0; i < 4; ++i) value |= static_cast<std::size_t>(in[i]) << (8 * i);
  return value;
}

capnp::ReaderOptions limits_for(std::size_t words) {
  capnp::ReaderOptions options;
  options.traversalLimitInWords = words + 1;  // Cap'n Proto counts the root pointer twice
  options.nestingLimit = kNestingLimit;
  return options;
}

[[noreturn]] void refuse(std::string context) {
  throw Failure(Error{ErrorCode::kProtocol, std::move(context),
                      "check that both sides run the same version"});
}

}  // namespace

Bytes segment_buffer(std::size_t words) {
  Bytes buffer(kTableBytes + words * sizeof(capnp::word));
  put_u32(buffer.data() + 4, words);
  return buffer;
}

kj::ArrayPtr<capnp::word> segment_words(Bytes& buffer) {
  auto* words = reinterpret_cast<capnp::word*>(buffer.data() + kTableBytes);
  return kj::arrayPtr(words, (buffer.size() - kTableBytes) / sizeof(capnp::word));
}

OpenSegment::OpenSegment(std::span<const std::uint8_t> bytes)
    : words_(aligned(bytes)),
      segments_{words_},
      reader_(segments_, limits_for(words_.size())) {}

kj::ArrayPtr<const capnp::word> OpenSegment::aligned(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kTableBytes + sizeof(capnp::word)) {
    refuse("a message of " + std::to_string(bytes.size()) + " bytes is too short");
  }
  if (get_u32(bytes.data()) != 0) refuse("a message has more than one segment");
  const std::size_t announced = get_u32(bytes.data() + 4) * sizeof(capnp::word);
  if (announced != bytes.size() - kTableBytes) {
    refuse("a message announces " + std::to_string(announced) + " bytes and holds " +
           std::to_string(bytes.size() - kTableBytes));
  }
  const std::uint8_t* start = bytes.data() + kTableBytes;
  const std::size_t count = announced / sizeof(capnp::word);
  if (reinterpret_cast<std::uintptr_t>(start) % alignof(std::uint64_t) == 0) {
    return kj::arrayPtr(reinterpret_cast<const capnp::word*>(start), count);
  }
  copy_ = kj::heapArray<capnp::word>(count);
  std::memcpy(copy_.begin(), start, announced);
  return copy_.asPtr();
}

}  // namespace medisc::wire
