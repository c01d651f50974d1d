#include "tests/network/machines.hpp"

#include <array>
#include <stdexcept>

#include <unistd.h>

#include "tests/cli/process.hpp"

namespace medisc::test {
namespace {

constexpr std::array<const char*, 3> kMachines{"dealer", "service", "hospital"};
constexpr const char* kSwitch = "switch";

/// Where the shell would find it, or nothing.
std::string program(const std::string& name) {
  for (const char* folder : {"/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/"}) {
    const std::string path = folder + name;
    if (::access(path.c_str(), X_OK) == 0) return path;
  }
  return "";
}

/// Runs a command; what it complains about, or nothing.
std::string complaint(std::vector<std::string> words, const Folder& folder) {
  words.front() = program(words.front());
  Process process(words, folder / "network");
  const auto status = process.wait(10s);
  if (status == 0) return "";
  return process.err().empty() ? "it fails without a word" : process.err();
}

void run(const std::vector<std::string>& words, const Folder& folder) {
  if (const std::string text = complaint(words, folder); !text.empty()) {
    std::string command;
    for (const std::string& word : words) command += word + " ";
    throw std::runtime_error(command + ": " + text);
  }
}

}  // namespace

std::optional<std::string> Machines::why_not() {
  if (::geteuid() != 0) return "network namespaces need root";
  for (const char* name : {"ip", "tc"}) {
    if (program(name).empty()) return std::string(name) + " is not installed (iproute2)";
  }
  const Folder folder;
  const std::string probe = "medisc-probe-" + std::to_string(::getpid());
  std::string text = complaint({"ip", "netns", "add", probe}, folder);
  if (text.empty()) {
    text = complaint({"ip", "-n", probe, "link", "add", "bridge", "type", "bridge"}, folder);
    complaint({"ip", "netns", "del", probe}, folder);
  }
  if (text.empty()) return std::nullopt;
  return "no network namespace with a bridge can be made: " + text;
}

Machines::Machines() : prefix_("medisc-" + std::to_string(::getpid()) + "-") {
  const auto ip = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "ip");
    run(words, folder_);
  };
  ip({"netns", "add", space(kSwitch)});
  ip({"-n", space(kSwitch), "link", "add", "bridge", "type", "bridge"});
  ip({"-n", space(kSwitch), "link", "set", "bridge", "up"});
  for (const std::string machine : kMachines) {
    ip({"netns", "add", space(machine)});
    ip({"-n", space(machine), "link", "set", "lo", "up"});
    ip({"-n", space(machine), "link", "add", "net", "type", "veth", "peer", "name", machine,
        "netns", space(kSwitch)});
    ip({"-n", space(machine), "address", "add", address(machine) + "/24", "dev", "net"});
    ip({"-n", space(machine), "link", "set", "net", "up"});
    ip({"-n", space(kSwitch), "link", "set", machine, "master", "bridge", "up"});
  }
}

Machines::~Machines() {
  for (const std::string machine : kMachines) {
    complaint({"ip", "netns", "del", space(machine)}, folder_);
  }
  complaint({"ip", "netns", "del", space(kSwitch)}, folder_);
}

std::string Machines::space(const std::string& machine) const {
  return prefix_ + machine;
}

std::vector<std::string> Machines::words(const std::string& machine) const {
  return {program("ip"), "netns", "exec", space(machine)};
}

std::string Machines::address(const std::string& machine) {
  for (std::size_t i = 0; i < kMachines.size(); ++i) {
    if (machine == kMachines[i]) return "10.77.0." + std::to_string(i + 1);
  }
  throw std::runtime_error("no machine is called " + machine);
}

void Machines::cut(const std::string& machine) const {
  run({"ip", "-n", space(kSwitch), "link", "set", machine, "down"}, folder_);
}

void Machines::join(const std::string& machine) const {
  run({"ip", "-n", space(kSwitch), "link", "set", machine, "up"}, folder_);
}

void Machines::slow_down(const std::string& machine, int bytes_per_second) const {
  run({"tc", "-n", space(machine), "qdisc", "add", "dev", "net", "root", "tbf", "rate",
       std::to_string(8 * bytes_per_second) + "bit", "burst", "1600", "latency", "20s"},
      folder_);
}

void Machines::speed_up(const std::string& machine) const {
  run({"tc", "-n", space(machine), "qdisc", "del", "dev", "net", "root"}, folder_);
}

}  // namespace medisc::test
