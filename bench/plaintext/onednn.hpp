/// oneDNN 2 (Debian 12) and oneDNN 3 (Debian 13), as far as their interfaces differ.
#pragma once

#include <dnnl.hpp>

namespace medisc::onednn {

#if DNNL_VERSION_MAJOR >= 3

using Pooling = dnnl::pooling_forward;

/// The layout of a dense layer's weights. Not what the library would choose: with AVX-512 the
/// sums of 3.7 are then wrong where a record's outputs do not fill the last block of weights.
inline dnnl::memory::desc dense_weights(const dnnl::memory::dims& dims) {
  return {dims, dnnl::memory::data_type::f32, dnnl::memory::format_tag::ab};
}

/// How a primitive runs on an engine; `what` in the order of the primitive's own description.
template <class Primitive, class... What>
typename Primitive::primitive_desc describe(const dnnl::engine& engine,
                                            const dnnl::primitive_attr& attributes,
                                            const What&... what) {
  return {engine, what..., attributes};
}

inline dnnl::memory::dims dims_of(const dnnl::memory::desc& layout) {
  return layout.get_dims();
}

inline void append_relu(dnnl::post_ops& after) {
  after.append_eltwise(dnnl::algorithm::eltwise_relu, 0, 0);
}

#else

using Pooling = dnnl::pooling_v2_forward;

/// The layout of a dense layer's weights: what the library chooses.
inline dnnl::memory::desc dense_weights(const dnnl::memory::dims& dims) {
  return {dims, dnnl::memory::data_type::f32, dnnl::memory::format_tag::any};
}

template <class Primitive, class... What>
typename Primitive::primitive_desc describe(const dnnl::engine& engine,
                                            const dnnl::primitive_attr& attributes,
                                            const What&... what) {
  return {typename Primitive::desc(what...), attributes, engine};
}

inline dnnl::memory::dims dims_of(const dnnl::memory::desc& layout) {
  return layout.dims();
}

inline void append_relu(dnnl::post_ops& after) {
  after.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
}

#endif

}  // namespace medisc::onednn
