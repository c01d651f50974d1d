/// Values that a model keeps in files beside it ("model.onnx.data"), brought into the model.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "error/error.hpp"

namespace onnx {
class ModelProto;
}

namespace medisc {

/// Reads what tensors of the model keep outside of it, from files within `folder` alone. A
/// folder and the files' sizes bound what is read: a region that many tensors share is held
/// once each, and all of them take twice the files' sizes at most.
///
/// Errors, naming the tensor: kUnsupported where there is no folder (a model that came as
/// bytes), or for over 2 GiB; kBadInput for a location that is absolute, has "..", is a link
/// or leads out of the folder, for a file that is not there, and for an offset or a length
/// beyond its end.
Result<void> read_external_data(onnx::ModelProto& model,
                                const std::optional<std::filesystem::path>& folder,
                                const std::string& file);

}  // namespace medisc
