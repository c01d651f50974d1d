/// Three machines, each a network namespace of its own, joined by a switch. Needs root and
/// iproute2; they vanish with this object.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/files/folder.hpp"

namespace medisc::test {

class Machines {
 public:
  /// Why there can be none here; nothing where there can.
  static std::optional<std::string> why_not();

  Machines();
  Machines(const Machines&) = delete;
  Machines& operator=(const Machines&) = delete;
  ~Machines();

  /// "dealer", "service" or "hospital": what stands before a command to run it there.
  std::vector<std::string> words(const std::string& machine) const;
  /// Its address on the network, e.g. "10.77.0.1".
  static std::string address(const std::string& machine);

  /// Pulls the machine's cable, and puts it back.
  void cut(const std::string& machine) const;
  void join(const std::string& machine) const;
  /// Lets so many bytes a second leave the machine, so that a session takes its time.
  void slow_down(const std::string& machine, int bytes_per_second) const;
  void speed_up(const std::string& machine) const;

 private:
  std::string space(const std::string& machine) const;

  Folder folder_;
  std::string prefix_;
};

}  // namespace medisc::test
