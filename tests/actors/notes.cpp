#include "tests/actors/notes.hpp"

#include <chrono>
#include <thread>

namespace medisc::test {

using namespace std::chrono_literals;

void Notes::write(LogLevel, std::string_view event, const Fields& fields) {
  std::string line(event);
  for (const auto& [name, value] : fields) line += " " + std::string(name) + "=" + value;
  const std::scoped_lock lock(mutex_);
  lines_.push_back(std::move(line));
}

std::vector<std::string> Notes::lines() const {
  const std::scoped_lock lock(mutex_);
  return lines_;
}

bool Notes::await(const std::string& text) const {
  for (int tries = 0; tries < 500; ++tries) {
    for (const std::string& line : lines()) {
      if (line.find(text) != std::string::npos) return true;
    }
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

}  // namespace medisc::test
