/// Which of ONNX's node tests MediSC refuses by design.
#pragma once

#include <map>
#include <string>

namespace medisc {

/// From a test's name to what the error's context says: of those up to ONNX 1.12, Debian 12's.
std::map<std::string, std::string> refused_node_tests();

/// Of those that came later, up to 1.17, Debian 13's.
std::map<std::string, std::string> later_refused_node_tests();

/// Whether ONNX has corrected what a test of 1.17 expects.
bool is_corrected_node_test(const std::string& name);

}  // namespace medisc
