#include "messages/codec.hpp"

#include <algorithm>
#include <string>

#include "messages/message_reader.hpp"
#include "messages/message_writer.hpp"
#include "messages/segment.hpp"

namespace medisc {
namespace {

static_assert(kProtocolVersion == wire::PROTOCOL_VERSION);

/// The root pointer, and the envelope's one word and one pointer.
constexpr std::size_t kTurnWords = 3;

/// Built in place, at its final size, since its payload may be many megabytes.
Bytes encode_turn(const Turn& turn) {
  constexpr std::size_t kWord = sizeof(capnp::word);
  Bytes buffer = wire::segment_buffer(kTurnWords + (turn.payload.size() + kWord - 1) / kWord);
  capnp::FlatMessageBuilder flat(wire::segment_words(buffer));
  auto envelope = flat.initRoot<wire::Envelope>();
  const auto size = static_cast<unsigned>(turn.payload.size());
  auto payload = turn.last ? envelope.initTurn(size) : envelope.initPiece(size);
  std::copy(turn.payload.begin(), turn.payload.end(), payload.begin());
  flat.requireFilled();
  return buffer;
}

tl::unexpected<Error> too_long(std::size_t bytes) {
  return fail(ErrorCode::kProtocol,
              "a message has " + std::to_string(bytes) + " bytes, over the limit of " +
                  std::to_string(kMaxMessage),
              "ask for less in one request");
}

}  // namespace

Bytes encode(const Message& message) {
  if (const auto* turn = std::get_if<Turn>(&message)) return encode_turn(*turn);
  capnp::MallocMessageBuilder builder;
  auto envelope = builder.initRoot<wire::Envelope>();
  wire::write_message(envelope, message);
  return wire::flatten(envelope.asReader());
}

TurnEnvelope::TurnEnvelope(std::size_t payload_bytes, bool last)
    : payload_(payload_bytes), padding_((8 - payload_bytes % 8) % 8) {
  const auto put = [this](std::size_t at, std::size_t value) {
    for (std::size_t i = 0; i < 4; ++i) {
      head_[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
  };
  // All but the counts is the same in every Turn, and in every piece of one.
  static const std::array empty{encode_turn({{}, false}), encode_turn({{}, true})};
  std::copy_n(empty[last ? 1 : 0].begin(), kHeadBytes, head_.begin());
  put(4, kTurnWords + (payload_bytes + padding_) / 8);
  constexpr std::size_t kBytesTag = 2;  // a list of bytes, in its pointer's second half
  put(28, payload_bytes << 3 | kBytesTag);
}

Result<std::optional<TurnView>> view_turn(std::span<const std::uint8_t> bytes) {
  if (bytes.size() > kMaxMessage) return too_long(bytes.size());
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % sizeof(capnp::word) != 0) {
    return fail(ErrorCode::kInternal, "a message is not aligned", "");
  }
  return wire::guarded([&]() -> std::optional<TurnView> {
    wire::OpenSegment segment(bytes);
    const auto envelope = segment.root<wire::Envelope>();
    const bool last = envelope.isTurn();
    if (!last && !envelope.isPiece()) return std::nullopt;
    const auto payload = last ? envelope.getTurn() : envelope.getPiece();
    return TurnView{{payload.begin(), payload.size()}, last};
  });
}

Result<Message> decode(std::span<const std::uint8_t> bytes) {
  if (bytes.size() > kMaxMessage) return too_long(bytes.size());
  return wire::guarded([&] {
    wire::OpenSegment segment(bytes);
    return wire::read_message(segment.root<wire::Envelope>());
  });
}

}  // namespace medisc
