import './stand-in-child.mjs';
