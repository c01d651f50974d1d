/// Files of images as people see them, with what was found in them.
///
///   POST /v1/pictures    a DICOM or PNG file as its body, its name as "X-Filename": a PNG of
///                        its first frame through its window, 1024 pixels a side at most.
///                        "X-Frames", "X-Rows" and "X-Columns" tell what the file has
///   POST /v1/diagnoses/{id}/picture    the same with the map of this diagnosis over it, where
///                        it lies: "place=" of its record, 0 else
#pragma once

#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/daemon.hpp"
#include "http/router.hpp"

namespace medisc {

/// `daemon` outlives them.
std::vector<HttpRoute> picture_routes(Daemon& daemon, const GatewayConfig& config);

}  // namespace medisc
