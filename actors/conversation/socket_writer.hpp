/// Writes to a connection of a broker: to its socket at once, and by CAF what that does not
/// take.
///
/// CAF 0.17 copies what is sent, asks to be told when the socket takes bytes, and writes then:
/// one turn of its loop and three system calls more for each message, and a copy of those of
/// megabytes.
#pragma once

#include <cstdint>
#include <span>

#include <caf/io/broker.hpp>

namespace medisc {

class SocketWriter {
 public:
  /// `connection` is the broker's for as long as this is written to.
  SocketWriter(caf::io::broker* broker, caf::io::connection_handle connection);

  /// Sends the parts one after the other, after all that was sent before. They are taken or
  /// copied in this call. Where the connection is dead they go nowhere; its reader hears of it.
  void write(std::span<const std::span<const std::uint8_t>> parts);

  /// Bytes that wait for the peer to read.
  std::size_t unsent() const { return unsent_; }

  /// For the host: CAF has written some, and so many are left.
  void on_written(std::size_t left) { unsent_ = left; }

 private:
  caf::io::broker* broker_;
  caf::io::connection_handle connection_;
  std::size_t unsent_ = 0;
};

}  // namespace medisc
