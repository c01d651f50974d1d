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
  auto payload =
      flat.initRoot<wire::Envelope>().initTurn(static_cast<unsigned>(turn.payload.size()));
  std::copy(turn.payload.begin(), turn.payload.end(), payload.begin());
  flat.requireFilled();
  return buffer;
}

}  // namespace

Bytes encode(const Message& message) {
  if (const auto* turn = std::get_if<Turn>(&message)) return encode_turn(*turn);
  capnp::MallocMessageBuilder builder;
  auto envelope = builder.initRoot<wire::Envelope>();
  wire::write_message(envelope, message);
  return wire::flatten(envelope.asReader());
}

Result<Message> decode(std::span<const std::uint8_t> bytes) {
  if (bytes.size() > kMaxMessage) {
    return fail(ErrorCode::kProtocol,
                "a message has " + std::to_string(bytes.size()) + " bytes, over the limit of " +
                    std::to_string(kMaxMessage),
                "ask for less in one request");
  }
  return wire::guarded([&] {
    wire::OpenSegment segment(bytes);
    return wire::read_message(segment.root<wire::Envelope>());
  });
}

}  // namespace medisc
