#include "actors/connection.hpp"

#include <utility>

#include "messages/codec.hpp"
#include "messages/refusal.hpp"

namespace medisc {
namespace {

constexpr std::size_t kReadChunk = 64 * 1024;

/// Messages that may wait here unread: peers ask one thing at a time, and a refusal may follow.
constexpr std::size_t kMostWaiting = 2;

/// Bytes that may wait for a peer to read them.
constexpr std::size_t kMostUnsent = 2 * kMaxMessage;

}  // namespace

Connection::Connection(caf::io::broker* broker, caf::io::connection_handle handle,
                       std::string remote)
    : broker_(broker), handle_(handle), remote_(std::move(remote)) {
  broker_->configure_read(handle_, caf::io::receive_policy::at_most(kReadChunk));
}

void Connection::send(const Message& message) { send_encoded(encode(message)); }

void Connection::send_encoded(std::span<const std::uint8_t> message) {
  if (closed_) return;
  begin_frame(message.size());
  broker_->write(handle_, message.size(), message.data());
  end_frame(message.size());
}

void Connection::send_turn(std::span<const std::uint8_t> payload) {
  if (closed_) return;
  const TurnEnvelope envelope(payload.size());
  begin_frame(envelope.message_bytes());
  broker_->write(handle_, envelope.head().size(), envelope.head().data());
  broker_->write(handle_, payload.size(), payload.data());
  broker_->write(handle_, envelope.padding().size(), envelope.padding().data());
  end_frame(envelope.message_bytes());
}

void Connection::begin_frame(std::size_t message_bytes) {
  if (message_bytes > kMaxMessage) {
    throw Failure({ErrorCode::kInternal, "a message is over the limit of its size", ""});
  }
  if (broker_->wr_buf(handle_).size() > kMostUnsent) {
    throw Failure({ErrorCode::kProtocol, remote_ + " does not read its answers", ""});
  }
  last_heard_ = Clock::now();  // our own work before this was not the peer's silence
  const auto prefix = frame_prefix(message_bytes);
  broker_->write(handle_, prefix.size(), prefix.data());
}

void Connection::end_frame(std::size_t message_bytes) {
  broker_->flush(handle_);
  bytes_sent_ += frame_size(message_bytes);
}

Connection::Arrival Connection::receive() { return Arrival(*this); }

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
  broker_->close(handle_);
}

void Connection::on_bytes(std::span<const std::uint8_t> bytes) {
  last_heard_ = Clock::now();
  bytes_received_ += bytes.size();
  const auto fed = frames_.feed(bytes);
  while (auto message = frames_.next()) {
    deliver(*message);
    frames_.give_back(std::move(*message));
  }
  if (!fed) break_off(fed.error());
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
  const auto turn = payload_of_turn(message);
  if (!turn) return break_off(turn.error());
  if (*turn) {
    try {
      link_->deliver(**turn);
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

void Connection::on_closed() {
  closed_ = true;
  ended_quietly_ = link_ == nullptr;
  break_off({ErrorCode::kPeerUnavailable, remote_ + " has closed the connection", ""});
}

void Connection::on_tick() {
  // While a session works, it is not the peer that is silent.
  const bool awaited = waiting_ || (link_ != nullptr && link_->waits());
  const auto now = Clock::now();
  if (!awaited) {
    last_heard_ = now;
    return;
  }
  if (deadline_ && now >= *deadline_) {
    return break_off({ErrorCode::kPeerUnavailable, remote_ + " takes too long", ""});
  }
  if (now - last_heard_ < patience_) return;
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
