/// What is printed should the process crash.
#pragma once

#include <string>

namespace medisc::test {

/// Printed to standard output on a signal of a crash, an abort among them; replaces the last
/// one.
void note_for_a_crash(const std::string& note);

}  // namespace medisc::test
