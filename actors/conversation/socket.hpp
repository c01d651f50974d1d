/// A connected stream of bytes, as a connection uses it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace medisc {

class Socket {
 public:
  Socket() = default;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  virtual ~Socket() = default;

  /// Sends the parts one after the other, after all that was sent before. They are taken or
  /// copied in this call. Where the stream is dead they go nowhere; its reader hears of it. The
  /// peer's answer never comes before this returns.
  virtual void write(std::span<const std::span<const std::uint8_t>> parts) = 0;

  /// Bytes that wait for the peer to read.
  virtual std::size_t unsent() const = 0;

  /// Has up to so many bytes read at once from now on.
  virtual void read_at_most(std::size_t bytes) = 0;

  /// Ends the stream once what was written is out.
  virtual void close() = 0;
};

}  // namespace medisc
