// TLS sessions: whatever comes instead of the peer's bytes, nothing is read but what the peer
// has sent, in order, and a session that has failed stays silent.
//
// OpenSSL draws keys anew each time, so that a session's bytes differ from run to run.
#include <array>
#include <chrono>

#include "channel/tls_context.hpp"
#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "ring/word.hpp"

namespace medisc::fuzz {
namespace {

const TlsContext& context() {
  static const TlsContext made =
      TlsContext::make(
          self_signed("fuzz", std::chrono::system_clock::now(), std::chrono::days(1)))
          .value();
  return made;
}

/// One end, and what it has said and heard.
struct End {
  explicit End(bool client) : session(client ? context().client() : context().server()) {
    session->start([this](std::span<const std::uint8_t> bytes) {
      require(!failed, "a session that has failed stays silent");
      sent.insert(sent.end(), bytes.begin(), bytes.end());
    });
  }

  void receive(std::span<const std::uint8_t> bytes) {
    const auto taken = session->receive(bytes, [this](std::span<const std::uint8_t> plain) {
      require(!failed && session->is_open(), "only an open session is read from");
      read.insert(read.end(), plain.begin(), plain.end());
    });
    if (taken) return;
    failed = true;
    require(
        taken.error().code == ErrorCode::kProtocol || taken.error().code == ErrorCode::kRefused,
        "a session fails by its peer");
  }

  void send(const Bytes& bytes) { session->send(std::array{std::span(std::as_const(bytes))}); }

  std::unique_ptr<TlsSession> session;
  Bytes sent;
  Bytes read;
  bool failed = false;
};

/// What is put in the place of one stretch of the peer's bytes.
struct Forgery {
  std::size_t at = 0;
  std::size_t skipped = 0;
  Bytes written;

  /// `bytes` begin at `position` of the peer's stream.
  Bytes applied(const Bytes& bytes, std::size_t position) const {
    if (at < position || at >= position + bytes.size()) return bytes;
    const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(at - position);
    Bytes forged(bytes.begin(), from);
    forged.insert(forged.end(), written.begin(), written.end());
    const auto left = static_cast<std::size_t>(bytes.end() - from);
    forged.insert(forged.end(), from + static_cast<std::ptrdiff_t>(std::min(skipped, left)),
                  bytes.end());
    return forged;
  }
};

void feed(End& to, std::span<const std::uint8_t> bytes, std::size_t piece) {
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(piece, bytes.size()));
    to.receive(part);
    bytes = bytes.subspan(part.size());
  }
}

/// Carries bytes until nobody says more; those to `looked_at` are forged.
void carry(End& peer, End& looked_at, const Forgery& forgery, std::size_t piece,
           std::size_t& position) {
  while (!peer.sent.empty() || !looked_at.sent.empty()) {
    const Bytes down = std::exchange(peer.sent, {});
    feed(looked_at, forgery.applied(down, position), piece);
    position += down.size();
    feed(peer, std::exchange(looked_at.sent, {}), SIZE_MAX);
  }
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  Input input(data, size);
  const bool client = input.byte() % 2 == 1;
  const std::size_t piece = std::size_t{input.byte()} * 8 + 1;
  Forgery forgery;
  const auto place = input.bytes(2);
  for (const std::uint8_t digit : place) forgery.at = forgery.at << 8 | digit;
  forgery.skipped = input.byte();
  const auto written = input.part();
  forgery.written.assign(written.begin(), written.end());
  const auto payload = input.rest();

  End looked_at(client);
  End peer(!client);
  std::size_t position = 0;
  carry(peer, looked_at, forgery, piece, position);
  const Bytes said(payload.begin(), payload.end());
  peer.send(said);
  looked_at.send(Bytes{1, 2, 3});
  peer.session->close();
  carry(peer, looked_at, forgery, piece, position);
  require(looked_at.read.size() <= said.size() &&
              std::equal(looked_at.read.begin(), looked_at.read.end(), said.begin()),
          "what is read is what the peer has sent");
  require(looked_at.read == said || looked_at.failed || !looked_at.session->has_ended(),
          "no session is ended early but by its peer");
  return 0;
}
