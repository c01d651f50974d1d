/// One Cap'n Proto segment as bytes: how a root struct is written, and how bytes from outside
/// are opened. Only the codec's sources include this.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include <capnp/message.h>
#include <capnp/serialize.h>

#include "error/error.hpp"
#include "ring/word.hpp"

namespace medisc::wire {

/// The stream framing's table of a single segment: 4 bytes count - 1, 4 bytes words.
inline constexpr std::size_t kTableBytes = 8;

/// Nothing in the schema is nested deeper: envelope, offer, plan, step, op, and their lists.
inline constexpr int kNestingLimit = 12;

/// A buffer for the table and `words` zeroed words, the table filled in.
Bytes segment_buffer(std::size_t words);

/// The words behind the table.
kj::ArrayPtr<capnp::word> segment_words(Bytes& buffer);

/// Copies a struct, with all that hangs on it, into a message of one segment.
template <class Reader>
Bytes flatten(const Reader& root) {
  Bytes buffer = segment_buffer(root.totalSize().wordCount + 1);
  capnp::FlatMessageBuilder flat(segment_words(buffer));
  flat.setRoot(root);
  flat.requireFilled();
  return buffer;
}

/// The segment inside `bytes`, copied where it is not aligned. The traversal limit is what was
/// received, so that no pointer trick makes a reader work for more than its bytes.
class OpenSegment {
 public:
  /// Throws Failure (kProtocol) where the bytes are not exactly one segment with its table.
  explicit OpenSegment(std::span<const std::uint8_t> bytes);

  template <class Root>
  typename Root::Reader root() {
    return reader_.template getRoot<Root>();
  }

 private:
  kj::ArrayPtr<const capnp::word> aligned(std::span<const std::uint8_t> bytes);

  kj::Array<capnp::word> copy_;
  kj::ArrayPtr<const capnp::word> words_;
  kj::ArrayPtr<const capnp::word> segments_[1];
  capnp::SegmentArrayMessageReader reader_;
};

/// Runs a reader over bytes from outside; what it throws becomes an Error. Cap'n Proto reports
/// bad messages by exceptions, so our own readers do the same (Failure) and both end here.
template <class Read>
auto guarded(Read&& read) -> Result<decltype(read())> {
  try {
    return read();
  } catch (const Failure& failure) {
    return tl::unexpected<Error>(failure.error());
  } catch (const kj::Exception& exception) {
    return fail(ErrorCode::kProtocol,
                std::string("malformed message: ") + exception.getDescription().cStr(),
                "check that both sides run the same version");
  }
}

}  // namespace medisc::wire
