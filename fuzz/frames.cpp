// Frames: however a stream is cut, the same messages come out, and nothing takes more memory
// than has arrived.
#include <vector>

#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "messages/frame.hpp"

namespace medisc::fuzz {
namespace {

constexpr std::size_t kSmallest = 4u << 10;  // what FrameReader may hold from the first byte on

struct Cut {
  std::vector<Bytes> messages;
  bool broken = false;
  bool operator==(const Cut&) const = default;
};

Cut cut(std::span<const std::uint8_t> stream, std::size_t limit, std::size_t piece,
        bool gives_back) {
  Cut found;
  FrameReader reader(limit);
  std::size_t pending = 0;
  while (!stream.empty() && !found.broken) {
    const auto part = stream.first(std::min(piece, stream.size()));
    stream = stream.subspan(part.size());
    found.broken = !reader.feed(part);
    pending += part.size();
    while (auto message = reader.next()) {
      require(!message->empty() && message->size() <= limit, "a message is within the limit");
      pending -= frame_size(message->size());
      found.messages.push_back(*message);
      if (gives_back) reader.give_back(std::move(*message));
    }
    require(gives_back || reader.held() <= 2 * pending + kSmallest,
            "no more is held than has arrived");
  }
  require(!found.broken || !reader.feed(Bytes{0}), "a broken stream stays broken");
  return found;
}

Bytes joined(const Cut& cut) {
  Bytes stream;
  for (const Bytes& message : cut.messages) append_frame(stream, message);
  return stream;
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  Input input(data, size);
  const std::size_t limit = input.byte() % 2 == 0 ? kHandshakeLimit : kConversationLimit;
  const std::size_t piece = std::size_t{input.byte()} + 1;
  const auto stream = input.rest();

  const Cut whole = cut(stream, limit, SIZE_MAX, false);
  require(cut(stream, limit, piece, false) == whole, "pieces give the messages of the whole");
  require(cut(stream, limit, piece, true) == whole, "memory given back changes no message");
  const Bytes again = joined(whole);
  require(
      again.size() <= stream.size() && std::equal(again.begin(), again.end(), stream.begin()),
      "messages framed again are the stream");
  return 0;
}
