#include "actors/conversation/connection.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "channel/tls_errors.hpp"
#include "messages/refusal.hpp"

namespace medisc {
namespace {

/// Bytes read at once: between frames, and at most. CAF clears what a read does not fill.
constexpr std::size_t kLeastRead = std::size_t{16} * 1024;
constexpr std::size_t kMostRead = std::size_t{64} * 1024;

/// What a message is sent in: a turn's head, payload and padding.
constexpr std::size_t kMostParts = 3;

/// Bytes that TLS seals before they are written.
constexpr std::size_t kMostSealed = std::size_t{64} * 1024;

/// Messages that may wait here unread: peers ask one thing at a time, and a refusal may follow.
constexpr std::size_t kMostWaiting = 2;

/// Bytes that may wait for a peer to read them.
constexpr std::size_t kMostUnsent = std::size_t{512} << 20;

}  // namespace

Connection::Connection(std::unique_ptr<Socket> socket, std::string remote,
                       std::unique_ptr<TlsSession> tls, SteadyClock clock)
    : socket_(std::move(socket)),
      remote_(std::move(remote)),
      clock_(std::move(clock)),
      tls_(std::move(tls)),
      last_heard_(now()) {
  size_next_read();
  if (!tls_) return;
  tls_->start([this](std::span<const std::uint8_t> bytes) { keep_sealed(bytes); });
  write_sealed();
}

void Connection::size_next_read() {
  socket_->read_at_most(std::clamp(frames_.missing(), kLeastRead, kMostRead));
}

Connection::Securing Connection::secured() {
  return Securing(*this);
}

ChannelBinding Connection::Securing::await_resume() {
  if (connection_->broken_ && !connection_->is_secured()) throw Failure(*connection_->broken_);
  return connection_->tls_ ? connection_->tls_->binding() : kPlainChannel;
}

void Connection::write(std::span<const std::span<const std::uint8_t>> parts) {
  socket_->write(parts);
  for (const auto part : parts) bytes_sent_ += part.size();
}

void Connection::keep_sealed(std::span<const std::uint8_t> bytes) {
  sealed_.insert(sealed_.end(), bytes.begin(), bytes.end());
  if (sealed_.size() >= kMostSealed) write_sealed();
}

void Connection::write_sealed() {
  if (sealed_.empty()) return;
  const std::array<std::span<const std::uint8_t>, 1> sealed{sealed_};
  write(sealed);
  sealed_.clear();
}

void Connection::send(const Message& message) {
  send_encoded(encode(message));
}

void Connection::send_encoded(std::span<const std::uint8_t> message) {
  if (closed_ || !is_secured()) return;
  send_frame(std::array{message});
}

void Connection::send_turn(const TurnView& turn) {
  if (closed_ || !is_secured()) return;
  const TurnEnvelope envelope(turn.payload.size(), turn.last);
  send_frame(std::array<std::span<const std::uint8_t>, kMostParts>{
      envelope.head(), turn.payload, envelope.padding()});
}

void Connection::send_frame(std::span<const std::span<const std::uint8_t>> message) {
  std::size_t bytes = 0;
  for (const auto part : message) bytes += part.size();
  if (bytes > kMaxMessage) {
    throw Failure({ErrorCode::kInternal, "a message is over the limit of its size", ""});
  }
  if (socket_->unsent() > kMostUnsent) {
    throw Failure({ErrorCode::kProtocol, remote_ + " does not read its answers", ""});
  }
  last_heard_ = now();  // our own work before this was not the peer's silence
  const auto prefix = frame_prefix(bytes);
  std::array<std::span<const std::uint8_t>, 1 + kMostParts> parts{prefix};
  std::copy(message.begin(), message.end(), parts.begin() + 1);
  const auto frame = std::span(parts).first(1 + message.size());
  if (tls_) {
    tls_->send(frame);
    write_sealed();
  } else {
    write(frame);
  }
}

Connection::Arrival Connection::receive() {
  return Arrival(*this);
}

Bytes Connection::Arrival::await_resume() {
  if (connection_->inbox_.empty()) throw Failure(*connection_->broken_);
  Bytes message = std::move(connection_->inbox_.front());
  connection_->inbox_.pop_front();
  return message;
}

void Connection::attach(Link* link) {
  link_ = link;
  if (link_ == nullptr) return;
  for (Bytes& message : std::exchange(inbox_, {})) deliver(message);
  if (broken_) link_->break_off(*broken_);
}

void Connection::close() {
  released_ = true;
  if (closed_) return;
  closed_ = true;
  if (tls_) {
    tls_->close();
    write_sealed();
  }
  socket_->close();
}

void Connection::on_bytes(std::span<const std::uint8_t> bytes) {
  last_heard_ = now();
  const bool first = bytes_received_ == 0;
  bytes_received_ += bytes.size();
  if (!tls_ && first && bytes.size() >= 3 && looks_like_tls(bytes)) {
    return break_off({ErrorCode::kProtocol, remote_ + ": " + unexpected_tls_error().context,
                      unexpected_tls_error().hint});
  }
  const auto fed = tls_ ? unseal(bytes) : frames_.feed(bytes);
  while (auto message = frames_.next()) {
    deliver(*message);
    frames_.give_back(std::move(*message));
  }
  if (!closed_) size_next_read();
  if (!fed) return break_off(fed.error());
  // As if the connection had ended: an end without these words comes from whoever cuts the
  // wire, and frames make sure that it can't pass for the end of a message.
  if (tls_ && tls_->has_ended()) on_closed();
}

Result<void> Connection::unseal(std::span<const std::uint8_t> bytes) {
  Result<void> fed;
  auto opened = tls_->receive(
      bytes, [&](std::span<const std::uint8_t> plain) { fed = frames_.feed(plain); });
  write_sealed();  // TLS may have had something to say
  if (!opened) {
    opened.error().context = remote_ + ": " + opened.error().context;
    if (!closed_) socket_->close();
    closed_ = true;
    return opened;
  }
  if (!secured_ && tls_->is_open()) {
    secured_ = true;
    resume();
  }
  return fed;
}

/// Moves the message to the inbox, or leaves it as it is.
void Connection::deliver(Bytes& message) {
  if (link_ == nullptr) {
    if (inbox_.size() >= kMostWaiting) {
      return break_off({ErrorCode::kProtocol, remote_ + " does not wait for answers", ""});
    }
    inbox_.push_back(std::move(message));
    resume();
    return;
  }
  // A turn goes from the frame to the link without a message of its own in between.
  const auto turn = view_turn(message);
  if (!turn) return break_off(turn.error());
  if (*turn) {
    try {
      link_->deliver((*turn)->payload, (*turn)->last);
    } catch (const Failure& failure) {
      break_off(failure.error());
    }
    return;
  }
  const auto decoded = decode(message);
  if (!decoded) return break_off(decoded.error());
  if (const auto* refusal = std::get_if<Refusal>(&*decoded)) {
    return break_off(from_refusal(*refusal));
  }
  break_off({ErrorCode::kProtocol,
             std::string("a ") + message_name(*decoded) + " in the middle of a session", ""});
}

void Connection::dismiss() {
  break_off({ErrorCode::kBusy, remote_ + ": too many are here who have not said who they are",
             "connect again"});
}

void Connection::on_closed() {
  closed_ = true;
  ended_quietly_ = link_ == nullptr;
  break_off({ErrorCode::kPeerUnavailable, remote_ + " has closed the connection", ""});
}

void Connection::on_tick() {
  // While a session works, it is not the peer that is silent.
  const bool awaited = waiting_ || (link_ != nullptr && link_->waits());
  const auto time = now();
  if (!awaited) {
    last_heard_ = time;
    return;
  }
  if (deadline_ && time >= *deadline_) {
    return break_off({ErrorCode::kPeerUnavailable, remote_ + " takes too long", ""});
  }
  if (time - last_heard_ < patience_) return;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience_).count();
  break_off({ErrorCode::kPeerUnavailable,
             remote_ + " has been silent for " + std::to_string(seconds) + " s", ""});
}

void Connection::break_off(Error error) {
  if (broken_) return;
  broken_ = std::move(error);
  if (link_ != nullptr) {
    link_->break_off(*broken_);
  } else {
    resume();
  }
}

void Connection::resume() {
  if (!waiting_) return;
  trampoline_->schedule(std::exchange(waiting_, nullptr));
  trampoline_->run();
}

}  // namespace medisc
