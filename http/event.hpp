/// Something that happens once, for all who poll.
#pragma once

#include <cstdint>

#include <sys/eventfd.h>

#include "error/descriptor.hpp"

namespace medisc {

class Event {
 public:
  void happen() {
    const std::uint64_t once = 1;
    [[maybe_unused]] const ssize_t written = ::write(file_.number(), &once, sizeof once);
  }
  /// Can be read from once it has happened. Nobody does.
  int descriptor() const { return file_.number(); }

 private:
  Descriptor file_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

}  // namespace medisc
