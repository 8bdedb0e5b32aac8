import './style/main.css';
import { App } from './app.ts';

const app = new App();
document.body.append(app.node);
app.start();
