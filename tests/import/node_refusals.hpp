/// Which of ONNX's node tests MediSC refuses by design.
#pragma once

#include <map>
#include <string>

namespace medisc {

/// From a test's name to what the error's context says.
std::map<std::string, std::string> refused_node_tests();

}  // namespace medisc
