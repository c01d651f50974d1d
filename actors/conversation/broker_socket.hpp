/// A connection of a broker: written to at its socket at once, and by CAF what that does not
/// take.
///
/// CAF 0.17 copies what is sent, asks to be told when the socket takes bytes, and writes then:
/// one turn of its loop and three system calls more for each message, and a copy of those of
/// megabytes.
#pragma once

#include <caf/io/broker.hpp>

#include "actors/conversation/socket.hpp"

namespace medisc {

class BrokerSocket final : public Socket {
 public:
  /// `connection` is the broker's for as long as this is used.
  BrokerSocket(caf::io::broker* broker, caf::io::connection_handle connection);

  caf::io::connection_handle handle() const { return connection_; }

  void write(std::span<const std::span<const std::uint8_t>> parts) override;
  std::size_t unsent() const override { return unsent_; }
  void read_at_most(std::size_t bytes) override;
  void close() override { broker_->close(connection_); }

  /// CAF has written some, and so many are left.
  void on_written(std::size_t left) { unsent_ = left; }

 private:
  caf::io::broker* broker_;
  caf::io::connection_handle connection_;
  std::size_t unsent_ = 0;
};

}  // namespace medisc
